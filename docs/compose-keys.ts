import { type ComposeKey, composeKeys } from "../lib/model/index.ts";

// Makes docs/compose-keys.md: every key of a Compose service, and whether it reaches both targets.

/** Where the page lies. */
export const composeKeysUrl = new URL("compose-keys.md", import.meta.url);

export function composeKeysPage(): string {
  return `${[...introduction, ...Object.entries(composeKeys).map(row)].join("\n")}\n`;
}

const introduction = [
  "<!-- Made by `npm run docs` from lib/model/compose-keys.ts: change that, not this page. -->",
  "# Compose keys",
  "",
  "What becomes of each key of a Compose service. What a definition says reaches both targets alike, Compose files and Pulumi; a key that one of them",
  "could not carry is refused by its name (HL003), in a definition as at an import, and never dropped in silence.",
  "",
  "| key | property | Compose | Pulumi | |",
  "| --- | --- | --- | --- | --- |",
];

function row([key, { property, note, refused, imported }]: readonly [string, ComposeKey]): string {
  const carried = property === undefined ? "no" : "yes";
  const words = [note, refused && `refused: ${refused}`, imported && `import: ${imported}`];
  const about = words.filter((one) => one !== undefined).join("; ");
  return `| \`${key}\` | ${property === undefined ? "" : `\`${property}\``} | ${carried} | ${carried} | ${about.replaceAll("|", "\\|")} |`;
}
