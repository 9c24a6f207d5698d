import { basename } from "node:path";
import { ProblemError } from "../core/index.ts";
import { functionName } from "./emit.ts";

/** The file of a project's stack, beside the definition, and never in place of it or of Pulumi's program. */
export function fileName(project: string, definition: string): string {
  const isTaken = [basename(definition), "pulumi.ts"].includes(`${project}.ts`);
  return `${project}${isTaken ? "-stack" : ""}.ts`;
}

/**
 * A definition that has a stack of a file of its own: with its import, and a call above the export. The same text where it has it.
 * @throws ProblemError HL725 where there is no place for it
 */
export function withStack(text: string, project: string, file = `${project}.ts`): string {
  const module = `"./${file}"`;
  if (text.includes(`from ${module};`)) return text;
  const call = functionName(project);
  const exported = /^export default (\w+);$/m.exec(text);
  const imports = [...text.matchAll(/^(?:import |\} from )[^;\n]*;$/gm)];
  const last = imports.findLast((one) => one[0].includes("from ") && one.index < (exported?.index ?? 0));
  if (exported === null || last === undefined) throw noPlace(project);
  const at = last.index + last[0].length;
  const before = text.slice(at, exported.index).trimEnd();
  const lab = exported[1] ?? "lab";
  const isGrouped = new RegExp(`^\\w+\\(${lab}\\);$`).test(before.split("\n").at(-1) ?? "");
  const line = `\nimport { ${call} } from ${module};`;
  return `${text.slice(0, at)}${line}${before}${isGrouped ? "\n" : "\n\n"}${call}(${lab});\n\n${text.slice(exported.index)}`;
}

function noPlace(project: string): ProblemError {
  return new ProblemError({
    code: "HL725",
    level: "error",
    message: `the definition has no line \`export default lab;\`, above which the stack ${project} could be added; nothing was written`,
    fix: "end the definition with `export default lab;`, where `lab` is the `new Homelab(...)`",
  });
}
