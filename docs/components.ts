import { Homelab, Stack } from "../lib/index.ts";
import { build, formatDuration, formatSize, type ServiceModel, type StackModel } from "../lib/model/index.ts";
import { type ComponentFacts, components } from "./component-facts.ts";

// Makes docs/components.md: what a definition of each component comes to, and what only people can know of it.

/** Where the page lies. */
export const componentsUrl = new URL("components.md", import.meta.url);

/**
 * The page about every component.
 *
 * @throws Error where what people wrote does not fit the code: a capability without a reason, or a reason without its capability
 */
export function componentsPage(): string {
  return `${[...introduction, ...components.flatMap(section)].join("\n").trimEnd()}\n`;
}

const introduction = [
  "<!-- Made by `npm run docs` from lib/apps and docs/component-facts.ts: change those, not this page. -->",
  "# Components",
  "",
  "What each component runs as and may do, by default. All have `no-new-privileges` and drop every capability but those named here.",
  "",
  "No component has a read-only root: each gets its configuration or its secrets as files that are copied into the container, and Docker copies",
  "nothing into a read-only root (HL018). What is written outside of the writable paths named here is lost with the container.",
  "",
  "**Verified against** says what it has run with in this project's own tests. Where the images' registries answer, the same tests run the real",
  "images, all but those of the stand-ins themselves.",
  "",
];

function section(facts: ComponentFacts): string[] {
  const homelab = new Homelab("kite", { domain: "example.com" });
  const [own, beside] = [new Stack(homelab, "app"), new Stack(homelab, "beside")];
  facts.define(own, beside);
  const stack = build(homelab).model.stacks.find((one) => one.name === "app");
  if (stack === undefined) throw new Error(`${facts.title} defines nothing`);
  check(stack, facts);
  return [
    `## ${facts.title}`,
    "",
    ...stack.services.flatMap((service) => table(service, facts)),
    `Rotation does not take over: ${facts.rotation}.`,
    "",
    `Verified against: ${facts.verified}.`,
    "",
  ];
}

function table(service: ServiceModel, facts: ComponentFacts): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["image", `\`${service.image}\``],
    ["user", service.user === undefined ? facts.user : `\`${service.user}\``],
    ["capabilities", service.capAdd.map((name) => `${name}: ${why(name, facts)}`).join("<br>") || "none"],
    ["writable paths", writable(service).join("<br>") || "none that outlive it"],
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

function why(name: string, { title, why }: ComponentFacts): string {
  const reason = why[name];
  if (reason === undefined) throw new Error(`docs/component-facts.ts does not say why ${title} has ${name}`);
  return reason;
}

/** Holds what people wrote against the code: each reason has its capability, and no root could be read-only. */
function check(stack: StackModel, { title, why }: ComponentFacts): void {
  const used = new Set(stack.services.flatMap((service) => service.capAdd));
  const idle = Object.keys(why).filter((name) => !used.has(name));
  if (idle.length > 0) throw new Error(`docs/component-facts.ts says why ${title} has ${idle.join()}, and it has not`);
  const plain = stack.services.find(({ configs, secrets }) => configs.length + secrets.length === 0);
  if (plain)
    throw new Error(`docs/components.ts says that files are copied into every container, and none into ${plain.path}`);
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
  const { test, interval, startPeriod, retries } = healthcheck;
  const times = `every ${formatDuration(interval)}, ${retries} tries, after a start of up to ${formatDuration(startPeriod)}`;
  return `\`${test.slice(1).join(" ")}\` (${times})`;
}

function secrets(service: ServiceModel): string[] {
  return service.secrets.map(({ secret, target, uid, gid, mode }) => {
    const owner = uid === undefined ? "root" : `${uid}:${gid ?? uid}`;
    return `\`${secret}\` as \`${target}\`, mode ${mode}, of ${owner}`;
  });
}
