import { catalogue } from "./catalogue.ts";

// README's table of components, between two marks.

/** Where README lies. */
export const readmeUrl = new URL("../README.md", import.meta.url);

const [begin, end] = ["<!-- Made by `npm run docs` from lib/apps -->\n", "<!-- end -->"];

/** A row a component, and one for what has none. */
export function componentTable(): string {
  const rows = catalogue.map(({ facts: { title, about, takes, gives } }) => [`\`${title}\``, about, takes, gives]);
  rows.push(["`Service`", "any other container", "Compose's keys, in camelCase", "`endpoint()`, `web()`"]);
  return ["| component | what it is | takes | gives |", "|---|---|---|---|", ...rows.map(row), ""].join("\n");
}

/** README with the table as it is now. @throws Error where the marks are not there */
export function withTable(readme: string): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README has no ${JSON.stringify(begin)} before ${JSON.stringify(end)}`);
  return `${readme.slice(0, from)}${begin}${componentTable()}${readme.slice(to)}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
