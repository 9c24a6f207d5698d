import * as z from "zod";
import { tryExec } from "../system/exec.ts";

const State = z.object({
  deployment: z.object({ resources: z.array(z.object({ id: z.string().optional() })).optional() }),
});

/**
 * The ids of all that Pulumi's state holds now, as the engine gave them. Asked of Pulumi itself, since the state may lie
 * anywhere; it answers in the midst of a run, too. Undefined where it does not answer.
 *
 * @param root the project's folder
 */
export async function knownIds(stack: string, root: string): Promise<ReadonlySet<string> | undefined> {
  const { code, stdout } = await tryExec("pulumi", ["stack", "export", "--stack", stack], { cwd: root });
  if (code !== 0) return undefined;
  const { resources = [] } = State.parse(JSON.parse(stdout)).deployment;
  return new Set(resources.flatMap(({ id }) => id ?? []));
}
