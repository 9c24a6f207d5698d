import { ProblemError } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";

/** Tells the Pulumi program to which stacks a run is narrowed: their names, with commas between. Not set: to none. */
export const stacksVariable = "HOMELAB_STACKS";

/** Tells the Pulumi program which name the homelab had before. Not set: none that counts. */
export const formerNameVariable = "HOMELAB_FORMER_NAME";

/** The stacks of some names; all where none is given. @throws ProblemError HL706 for a name that no stack has */
export function selectStacks(model: HomelabModel, names: readonly string[] | undefined): HomelabModel["stacks"] {
  if (names === undefined) return model.stacks;
  const exists = model.stacks.map((stack) => stack.name);
  const unknown = names.filter((name) => !exists.includes(name));
  if (unknown.length === 0) return model.stacks.filter((stack) => names.includes(stack.name));
  throw new ProblemError(
    unknown.map((name) => ({
      code: "HL706",
      level: "error",
      message: `there is no stack ${JSON.stringify(name)}`,
      exists,
      fix: "correct the name; without `--stack`, what a removed stack left is removed",
    })),
  );
}
