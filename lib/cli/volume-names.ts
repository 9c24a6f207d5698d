import { ProblemError } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";

/**
 * Refuses names, given on the command line, that no volume of the homelab's own has. A folder of the host is no volume.
 *
 * @throws ProblemError HL706 with all volumes that exist
 */
export function requireVolumes({ stacks }: HomelabModel, names: readonly string[]): void {
  const own = stacks.flatMap(({ volumes }) => volumes.filter((one) => !one.external && one.bind === undefined));
  const exists = own.map((volume) => volume.name).sort();
  const unknown = names.filter((name) => !exists.includes(name));
  if (unknown.length === 0) return;
  throw new ProblemError(
    unknown.map((name) => ({
      code: "HL706",
      level: "error",
      message: `the homelab has no volume ${JSON.stringify(name)}`,
      exists,
      fix: "correct the name; nothing was changed",
    })),
  );
}
