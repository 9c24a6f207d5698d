import { type Problem, ProblemError } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import { tryExec } from "../tools/exec.ts";

/** What the host has under a name of the definition's, and Pulumi's state does not know. */
interface Stray {
  readonly kind: "container" | "network";
  readonly id: string;
  readonly name: string;
  /** Whether it carries the labels of the very service or network whose name it has. */
  readonly ours: boolean;
}

interface Wanted {
  readonly kind: Stray["kind"];
  readonly name: string;
  readonly stack: string;
  readonly key: string;
}

/** How to reach what strays are told by. */
export interface StraysSettings {
  readonly model: HomelabModel;
  /** The Docker host that Pulumi applies to. Default: the one that `docker` itself reaches. */
  readonly host?: string | undefined;
  /**
   * The ids of all that Pulumi's state holds; asked for only where the host has something of a wanted name. Undefined
   * where nobody can tell: nothing is taken over then.
   */
  readonly known: () => Promise<ReadonlySet<string> | undefined>;
  readonly tell: (line: string) => void;
}

/**
 * Takes over what an earlier run made and Pulumi's state does not know: one that was killed, one whose state is lost, or
 * Compose. Such containers are stopped with their own grace and removed, to be made anew; such networks are removed once
 * they are empty. Volumes stay, and are found again by their names. All images are present before anything is stopped.
 *
 * @param apply false only tells what would be done
 * @throws ProblemError HL746 where somebody else's container or network has the name, HL747 where one is still in use or
 *   an image is missing; nothing has been changed then
 */
export async function takeOverStrays(settings: StraysSettings, apply: boolean): Promise<void> {
  const { model, host, known, tell } = settings;
  const docker = (args: readonly string[]) =>
    tryExec("docker", [...(host === undefined ? [] : ["--host", host]), ...args]);
  const there = await present(model, docker);
  if (there.length === 0) return;
  const ids = await known();
  if (ids === undefined) return;
  const strays = there.filter(({ id }) => !ids.has(id));
  const foreign = strays.filter(({ ours }) => !ours);
  if (foreign.length > 0) throw new ProblemError(foreign.map(occupied), 1);
  if (strays.length === 0) return;
  const of = (kind: Stray["kind"]) => strays.filter((stray) => stray.kind === kind);
  const [containers, networks] = [of("container"), of("network")];
  await refuseUsed(networks, new Set(containers.map(({ id }) => id)), docker);
  const names = strays.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  tell(`not in Pulumi's state, though this homelab's: ${names}. Made anew; volumes and their data stay.`);
  if (!apply) return;
  if (containers.length > 0) await pullMissing(model, docker);
  await removed(["container", "stop"], containers, docker);
  await removed(["container", "rm"], containers, docker);
  await removed(["network", "rm"], networks, docker);
}

type Docker = (args: readonly string[]) => ReturnType<typeof tryExec>;

/** What the host has of the names that the definition wants. Nothing where it does not answer: the provider says so. */
async function present(model: HomelabModel, docker: Docker): Promise<Stray[]> {
  const wanted = model.stacks.flatMap((stack): Wanted[] => [
    ...stack.services.map(({ containerName: name, key }) => ({
      kind: "container" as const,
      name,
      stack: stack.name,
      key,
    })),
    ...stack.networks
      .filter(({ external }) => !external)
      .map(({ name, key }) => ({ kind: "network" as const, name, stack: stack.name, key })),
  ]);
  const byName = new Map(wanted.map((one) => [`${one.kind} ${one.name}`, one]));
  const list = async (kind: Stray["kind"], args: readonly string[], format: readonly string[]): Promise<Stray[]> => {
    const labels = ["project", kind === "container" ? "service" : "network"];
    const columns = [...format, ...labels.map((label) => `{{.Label "com.docker.compose.${label}"}}`)];
    const { stdout } = await docker([...args, "--no-trunc", "--format", columns.join("\t")]);
    return stdout.split("\n").flatMap((line) => {
      const [id = "", name = "", project, key] = line.split("\t");
      const want = byName.get(`${kind} ${name}`);
      return want === undefined ? [] : [{ kind, id, name, ours: project === want.stack && key === want.key }];
    });
  };
  const found = await Promise.all([
    list("container", ["ps", "--all"], ["{{.ID}}", "{{.Names}}"]),
    list("network", ["network", "ls"], ["{{.ID}}", "{{.Name}}"]),
  ]);
  return found.flat();
}

/** A network cannot be made anew under what is attached to it; to detach somebody else's container is not ours to do. */
async function refuseUsed(networks: readonly Stray[], leaving: ReadonlySet<string>, docker: Docker): Promise<void> {
  if (networks.length === 0) return;
  const { stdout } = await docker(["network", "inspect", ...networks.map(({ id }) => id)]);
  const inspected = JSON.parse(stdout || "[]") as Inspected[];
  const problems = inspected.flatMap(({ Name, Containers }) => {
    const users = Object.entries(Containers ?? {}).flatMap(([id, { Name: user }]) => (leaving.has(id) ? [] : [user]));
    return users.length === 0 ? [] : [inUse(Name, users)];
  });
  if (problems.length > 0) throw new ProblemError(problems, 1);
}

/** The part of `docker network inspect` that is looked at here. */
interface Inspected {
  readonly Name: string;
  readonly Containers: Readonly<Record<string, { readonly Name: string }>> | null;
}

async function pullMissing(model: HomelabModel, docker: Docker): Promise<void> {
  const images = new Set(model.stacks.flatMap((stack) => stack.services.map(({ image }) => image)));
  for (const image of images) {
    if ((await docker(["image", "inspect", "--format", "{{.Id}}", image])).code === 0) continue;
    const { code, stderr } = await docker(["pull", "--quiet", image]);
    if (code !== 0) throw new ProblemError(unpulled(image, stderr.trim()), 1);
  }
}

async function removed(command: readonly string[], strays: readonly Stray[], docker: Docker): Promise<void> {
  if (strays.length === 0) return;
  const { code, stderr } = await docker([...command, ...strays.map(({ id }) => id)]);
  if (code === 0) return;
  const message = `\`docker ${command.join(" ")}\` of ${strays.map(({ name }) => name).join(", ")} failed: ${stderr.trim()}`;
  throw new ProblemError({ code: "HL747", level: "error", message, mend: "do it by hand, then try again" }, 1);
}

function occupied({ kind, name }: Stray): Problem {
  return {
    code: "HL746",
    level: "error",
    message: `there is a ${kind} ${name} already, and it is not this homelab's; nothing was changed`,
    mend: `rename it or remove it (\`docker ${kind} inspect ${name}\` shows whose it is), or choose another name in the definition`,
  };
}

function inUse(network: string, users: readonly string[]): Problem {
  return {
    code: "HL747",
    level: "error",
    message: `the network ${network} is to be made anew, and ${users.join(", ")} still use${users.length === 1 ? "s" : ""} it; nothing was changed`,
    mend: users.map((user) => `\`docker network disconnect ${network} ${user}\``).join(", "),
  };
}

function unpulled(image: string, reason: string): Problem {
  return {
    code: "HL747",
    level: "error",
    message: `the image ${image} is not on the host and cannot be pulled: ${reason}; nothing was stopped`,
    mend: "see that its registry answers, then try again",
  };
}
