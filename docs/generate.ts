import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandRules } from "../lib/codes/command.ts";
import { definitionRules } from "../lib/codes/definition.ts";
import { engineRules } from "../lib/codes/engine.ts";
import type { Rule } from "../lib/codes/index.ts";
import { storeRules } from "../lib/codes/store.ts";
import { toolRules } from "../lib/codes/tools.ts";
import { type Check, checks } from "../lib/policy/index.ts";
import { apiReport, apiUrl } from "./api.ts";
import { componentsPage, componentsUrl } from "./components.ts";
import { composeKeysPage, composeKeysUrl } from "./compose-keys.ts";
import { examples, withPicture } from "./examples.ts";
import { composeLint, dclint, type ForeignRule, leftOut } from "./other-checkers.ts";
import { readmeUrl, withTable } from "./readme.ts";

// Writes the pages of docs/ that follow from the code, and README's table (`npm run docs`); a test fails when a page is not what this makes.

/** Where the page lies. */
export const page = new URL("checks.md", import.meta.url);

/** The page about every code, from the checks themselves. */
export function checksPage(): string {
  const wiring = checks.filter(({ code }) => code < "HL100");
  const security = checks.filter(({ code }) => code >= "HL100");
  return `${[
    ...introduction,
    ...section("The definition itself", "Found while the definition is read and its model is built.", definitionRules),
    ...section("Wiring", "What would not run, or not as it is written.", wiring),
    ...section("Security and state", "What runs, and is a danger.", security),
    ...section(
      "The command",
      "What a command cannot do, and says so; `check` raises the first of them too.",
      commandRules,
    ),
    ...section("Applying it", "What Pulumi, the Docker host or the demo stumbles over.", engineRules),
    ...section("The store of secrets", "What is wrong with the store, its identity or its recipients.", storeRules),
    ...section("The tools", "What is wrong with Docker, Pulumi and what else must be there.", toolRules),
    ...otherCheckers(),
  ].join("\n")}\n`;
}

const introduction = [
  "<!-- Made by `npm run docs` from lib/policy: change the checks, not this page. -->",
  "# Checks",
  "",
  "`homelab check` finds these in a definition before anything is touched, all at once; `homelab check --explain HL013` shows one of them.",
  "They look at the whole homelab: its stacks share one host, which no checker of single files sees.",
  "",
  "| level | what it means |",
  "| --- | --- |",
  "| error | nothing is rendered or applied |",
  "| warning | fix it, or say why it is so |",
  "| advice | worth knowing |",
  "",
  "Warnings and advice are accepted by `acknowledge`, and so are the errors marked *acceptable*: they would run, and are a danger that somebody may",
  "choose. An acknowledgement on a service, a stack or the homelab accepts what is found there and below it. Its reason is shown in reports and stands in the",
  "rendered file; one that accepts nothing is reported itself (HL024).",
  "",
  "```ts",
  'metrics.acknowledge("HL107", "reads the host\'s own figures");',
  "```",
  "",
];

function section(title: string, about: string, rules: readonly Rule[]): string[] {
  const index = rules.map(
    (rule) => `| [${rule.code}](#${rule.code.toLowerCase()}) | ${levelOf(rule)} | ${cell(rule.title)} |`,
  );
  return [
    `## ${title}`,
    "",
    about,
    "",
    "| code | level | |",
    "| --- | --- | --- |",
    ...index,
    "",
    ...rules.flatMap(entry),
  ];
}

function entry(rule: Rule & Partial<Omit<Check, "code">>): string[] {
  const { code, title, why, fix, reference, covers = [] } = rule;
  const sources = [reference, covers.length > 0 ? `covers ${covers.join(", ")}` : undefined].filter(
    (one) => one !== undefined,
  );
  return [
    `### ${code}`,
    "",
    `**${title}** (${levelOf(rule)}). ${why}`,
    "",
    `Fix: ${fix}.`,
    "",
    ...(sources.length > 0 ? [`From: ${sources.join("; ")}.`, ""] : []),
  ];
}

function levelOf({ level, waivable }: Rule & Partial<Omit<Check, "code">>): string {
  return waivable === true ? `${level}, acceptable` : level;
}

function otherCheckers(): string[] {
  const table = (rules: readonly ForeignRule[]) => [
    "| rule | about | here |",
    "| --- | --- | --- |",
    ...rules.map((rule) => `| ${rule.id} | ${cell(rule.title)} | ${cell(coverage(rule))} |`),
    "",
  ];
  return [
    "## Other checkers' rules",
    "",
    "Which of the checks above covers each rule of the checkers that read Compose files, or why none does.",
    "",
    "### compose-lint",
    "",
    ...table(composeLint),
    "### dclint",
    "",
    ...table(dclint),
    "### Left out on purpose",
    "",
    ...table(leftOut).slice(0, -1),
  ];
}

/** The codes that cover another checker's rule, and what takes their place. */
function coverage({ id, instead }: ForeignRule): string {
  const codes = checks.filter(({ covers }) => covers?.includes(id)).map(({ code }) => code);
  return [codes.join(", "), instead].filter((part) => part !== undefined && part !== "").join("; ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(page, checksPage());
  writeFileSync(componentsUrl, componentsPage());
  writeFileSync(composeKeysUrl, composeKeysPage());
  writeFileSync(readmeUrl, withTable(readFileSync(readmeUrl, "utf8")));
  writeFileSync(apiUrl, apiReport());
  for (const example of examples) writeFileSync(example.readme, withPicture(example));
}
