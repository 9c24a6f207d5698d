import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "../../codes/index.ts";
import type { Problem } from "../../core/problem.ts";
import type { Acknowledged } from "../../policy/index.ts";
import { toJson } from "./report.ts";

const levels = { error: "error", warning: "warning", advice: "note" } as const;

/** Problems in the Static Analysis Results Interchange Format, OASIS SARIF 2.1.0, which code hosts show beside the code. */
export function formatSarif(
  problems: readonly Problem[],
  acknowledged: readonly Acknowledged[],
  rules: readonly (Rule & { readonly reference?: string })[],
): string {
  const results = [
    ...problems.map((problem) => result(problem)),
    ...acknowledged.map((one) => ({
      ...result(one),
      suppressions: [{ kind: "inSource", justification: one.reason }],
    })),
  ];
  const driver = {
    name: "homelab-stacks",
    rules: rules.map(({ code, level, title, why, fix }) => ({
      id: code,
      shortDescription: { text: title },
      fullDescription: { text: why },
      help: { text: fix },
      defaultConfiguration: { level: levels[level] },
    })),
  };
  return `${toJson({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, results }],
  })}\n`;
}

function result({ code, level, path, source, message, fix }: Problem) {
  return {
    ruleId: code,
    level: levels[level],
    message: { text: `${message}. Fix: ${fix}` },
    locations: [
      { ...physical(source), ...(path && { logicalLocations: [{ fullyQualifiedName: path, kind: "resource" }] }) },
    ],
  };
}

/** SARIF 2.1.0 section 3.29: a place in a file. URIs are relative to the folder the command ran in. */
function physical(source: string | undefined) {
  const match = /^(.+?)(?::(\d+))?$/.exec(source ?? "");
  const [, file, line] = match ?? [];
  if (file === undefined) return {};
  const uri = isAbsolute(file) ? pathToFileURL(file).href : file.split("/").map(encodeURIComponent).join("/");
  return {
    physicalLocation: { artifactLocation: { uri }, ...(line && { region: { startLine: Number(line) } }) },
  };
}
