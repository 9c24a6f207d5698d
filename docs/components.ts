import type { ComponentFacts } from "../lib/apps/facts.ts";
import type { Variant } from "../lib/apps/variant.ts";
import { build, formatDuration, formatSize, type ServiceModel } from "../lib/model/index.ts";
import { knowledgeOf } from "../lib/policy/images.ts";
import { type Component, catalogue, homelabOf } from "./catalogue.ts";

// Makes docs/components.md: what a definition of each component comes to, and what only people can know of it.

/** Where the page lies. */
export const componentsUrl = new URL("components.md", import.meta.url);

/**
 * The page about every component.
 *
 * @throws Error where a component has a capability for which its image's file has no reason
 */
export function componentsPage(): string {
  return `${[...introduction, ...catalogue.flatMap(section)].join("\n").trimEnd()}\n`;
}

const introduction = [
  "<!-- Made by `npm run docs` from lib/apps and lib/images: change those, not this page. -->",
  "# Components",
  "",
  "What each component runs as and may do, by default. All have `no-new-privileges` and drop every capability but those named here.",
  "",
  "Where a component gets its configuration or its secrets as files, they are copied into the container, and its root is writable: Docker copies",
  "nothing into a read-only one (HL018). What is written outside of the writable paths named here is lost with the container.",
  "",
  "**Verified against** says what it has run with in this project's own tests. Where the images' registries answer, the same tests run the real",
  "images, all but those of the stand-ins themselves.",
  "",
];

function section({ facts, variants }: Component): string[] {
  return [
    `## ${facts.title}`,
    "",
    ...variants.flatMap((variant) => tables(variant, facts.user)),
    ...state(facts),
    `Rotation does not take over: ${facts.rotation}.`,
    "",
    ...(facts.signOn === undefined ? [] : [`Sign-on: ${facts.signOn}.`, ""]),
    `Verified against: ${facts.verified}.`,
    "",
  ];
}

/** What a backup of it has to do. */
function state({ state: all }: ComponentFacts): string[] {
  if (all === undefined) return [];
  if (all === "none") return ["State: none.", ""];
  const { volumes, rebuilt = [], quiesce, dump = [], restore } = all;
  const parts = [
    `volumes ${Object.entries(volumes)
      .map(([name, way]) => `\`${name}\` (${way})`)
      .join(", ")}`,
    ...(rebuilt.length > 0 ? [`made again: ${rebuilt.map((path) => `\`${path}\``).join(", ")}`] : []),
    ...(quiesce === "stop" ? ["copied while stopped"] : []),
    ...(typeof quiesce === "object"
      ? [`copied between \`${quiesce.begin.join(" ")}\` and \`${quiesce.end.join(" ")}\``]
      : []),
    ...dump.map((command) => `dumped by \`${command.join(" ")}\``),
  ];
  return [`State: ${parts.join("; ")}. Restored: ${restore}.`, ""];
}

/** The services of the variant's own stack, a table each. */
function tables(variant: Variant, user: string): string[] {
  const stack = build(homelabOf(variant, true)).model.stacks.find((one) => one.name === variant.name);
  if (stack === undefined) throw new Error(`the variant ${variant.name} defines nothing`);
  return [`### ${variant.name}`, "", ...stack.services.flatMap((service) => table(service, user))];
}

function table(service: ServiceModel, user: string): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["image", `\`${service.image}\``],
    ["user", service.user === undefined ? user : `\`${service.user}\``],
    ["capabilities", service.capAdd.map((name) => `${name}: ${why(name, service)}`).join("<br>") || "none"],
    ["writable paths", writable(service).join("<br>") || "none that outlive it"],
    ["root", service.readOnly ? "read-only" : "writable"],
    ["memory", service.memLimit === undefined ? "no limit" : formatSize(service.memLimit)],
    ["health", health(service)],
    ["secrets", secrets(service).join("<br>") || "none"],
  ];
  return [
    `| \`${service.key}\` | |`,
    "| --- | --- |",
    ...rows.map(([name, value]) => `| ${name} | ${value.replaceAll("|", "\\|")} |`),
    "",
  ];
}

function why(name: string, { path, image }: ServiceModel): string {
  const { capabilities = {}, optional = {} } = knowledgeOf(image);
  const reason = capabilities[name] ?? optional[name];
  if (reason === undefined) throw new Error(`lib/images does not say why ${path} (${image}) has ${name}`);
  return reason;
}

function writable(service: ServiceModel): string[] {
  return [
    ...service.mounts.filter(({ readOnly }) => !readOnly).map(({ target }) => `\`${target}\` (volume)`),
    ...Object.entries(service.tmpfs).map(([target, options]) => `\`${target}\` (memory: \`${options}\`)`),
  ];
}

function health({ healthcheck, oneShot }: ServiceModel): string {
  if (oneShot) return "runs once, and has to end well";
  if (typeof healthcheck !== "object") return "the image's";
  const { test, interval = 0, startPeriod = 0, retries } = healthcheck;
  const times = `every ${formatDuration(interval)}, ${retries} tries, after a start of up to ${formatDuration(startPeriod)}`;
  return test === undefined ? `the image's (${times})` : `\`${test.slice(1).join(" ")}\` (${times})`;
}

function secrets(service: ServiceModel): string[] {
  return service.secrets.map(({ secret, target, uid, gid, mode = "0444" }) => {
    const owner = uid === undefined ? "root" : `${uid}:${gid ?? uid}`;
    return `\`${secret}\` as \`${target}\`, mode ${mode}, of ${owner}`;
  });
}
