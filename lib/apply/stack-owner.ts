import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type Problem, ProblemError } from "../core/problem.ts";
import type { Definition } from "../project/load.ts";
import { definitionPath } from "../project/locate.ts";
import { type StackSettings, stackFile } from "./stack-settings.ts";

// Each homelab has a Pulumi stack of its name, and each stack belongs to one definition: the setting `definition` in
// `Pulumi.<stack>.yaml` names it, relative to the folder of Pulumi.yaml. Without the setting it is `stacks/homelab.ts`.

/**
 * The settings to be kept in a stack's configuration, so that a plain `pulumi` on this stack applies this definition.
 *
 * @param load evaluates another definition of the project
 * @throws ProblemError HL741 where the stack belongs to another definition, whose containers it would remove
 */
export async function claimStack(
  { root, file, homelab }: Definition,
  settings: StackSettings,
  load: (file: string) => Promise<Definition>,
): Promise<Readonly<Record<string, string>>> {
  const own = relative(root, file).replaceAll(sep, "/");
  const isNew = settings.definition === undefined && !existsSync(stackFile(root, homelab.name));
  const recorded = settings.definition ?? (isNew ? own : definitionPath);
  const other = join(root, recorded);
  if (recorded !== own && existsSync(other) && (await nameIn(other, load)) === homelab.name) {
    throw new ProblemError(twoOfOneName(homelab.name, own, recorded));
  }
  return own === (settings.definition ?? definitionPath) ? {} : { definition: own };
}

/** The name of a definition's homelab. @throws what loading it throws */
async function nameIn(file: string, load: (file: string) => Promise<Definition>): Promise<string> {
  return (await load(file)).homelab.name;
}

function twoOfOneName(name: string, own: string, recorded: string): Problem {
  return {
    code: "HL741",
    level: "error",
    message: `${own} and ${recorded} both define a homelab "${name}", and Pulumi's stack "${name}" belongs to ${recorded}`,
    fix: `give one of the two homelabs another name; where ${own} takes the place of ${recorded}, remove that file`,
  };
}

/**
 * HL741: Pulumi runs on a stack that is not the one of the homelab.
 *
 * @param file the definition; nothing where the program itself hands over a homelab
 */
export function otherStack(stack: string, name: string, file: string | undefined): Problem {
  const [source, fix] =
    file === undefined
      ? ["the program applies", `have it say \`await deploy();\`, which applies the stack's own definition`]
      : [
          `${file} defines`,
          `\`pulumi stack select ${name}\`; for another definition, \`eval "$(npx homelab env --file FILE)"\` selects its stack`,
        ];
  return {
    code: "HL741",
    level: "error",
    message: `Pulumi's stack is "${stack}", and ${source} the homelab "${name}"; nothing was changed`,
    fix,
  };
}
