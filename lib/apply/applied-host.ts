import { type Problem, ProblemError } from "../core/problem.ts";
import type { Docker } from "../host/docker.ts";

// The Docker host that a homelab was applied to last: the setting `engine` in `Pulumi.<homelab>.yaml`, beside `docker:host`.
// It stands there and not in the names ledger, which is the same for everybody who has the definition, on whatever host.

/** A Docker host as its engine names itself. */
export interface AppliedHost {
  /** The engine's own id; it lasts as long as the engine's data. */
  readonly id: string;
  readonly name: string;
}

/** The host that `docker` reaches; nothing where it does not answer or has no id: Pulumi may reach it by itself. */
export async function hostHere(docker: Docker): Promise<AppliedHost | undefined> {
  const { code, stdout } = await docker.run(["info", "--format", "{{.ID}} {{.Name}}"]);
  return code === 0 ? hostOf(stdout.trim()) : undefined;
}

/** A host from `<id> <name>`; nothing where one is missing. Pure. */
export function hostOf(text: string): AppliedHost | undefined {
  const [, id, name] = /^(\S+) (\S+)$/.exec(text) ?? [];
  return id === undefined || name === undefined ? undefined : { id, name };
}

/** As the setting has it. */
export function hostText({ id, name }: AppliedHost): string {
  return `${id} ${name}`;
}

/** @throws ProblemError HL757 (exit code 1) where a homelab was applied to another host than this one; nothing has been changed */
export function refuseOtherHost(
  homelab: string,
  recorded: AppliedHost | undefined,
  here: AppliedHost | undefined,
): void {
  if (recorded === undefined || here === undefined || recorded.id === here.id) return;
  const isSame = recorded.name === here.name;
  const problem: Problem = {
    code: "HL757",
    level: "error",
    message: `the homelab "${homelab}" was applied to the Docker host "${recorded.name}", and this is ${isSame ? "another engine of that name" : `"${here.name}"`}; nothing was changed`,
    fix: `lead it to "${recorded.name}" (DOCKER_HOST, \`docker context use\`, \`pulumi config set docker:host\`); or, to bring it up on "${here.name}" without the data that is on the other, \`homelab up --new-host\``,
  };
  throw new ProblemError(problem, 1);
}
