import { type Problem, ProblemError } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import type { tryExec } from "../system/exec.ts";

/** What the host has under a name of the definition's. */
export interface Stray {
  readonly kind: "container" | "network" | "volume";
  /** The engine's id; a volume has none but its name. */
  readonly id: string;
  readonly name: string;
  /** Whether it carries the labels of the very service or network whose name it has. A volume is found by its name alone. */
  readonly ours: boolean;
  /** Whether Compose made it, or it says that it could have. */
  readonly byCompose: boolean;
  /** Compose's label of a container's image; else empty. */
  readonly image: string;
}

/** `docker <args>` on the host that Pulumi applies to. */
export type Docker = (args: readonly string[]) => Promise<Result>;

type Result = Awaited<ReturnType<typeof tryExec>>;

/**
 * What `docker` says to a question; nothing where there is no such thing.
 *
 * @throws ProblemError HL749 where it does not answer: what is there is not known then, and must not be guessed
 */
export async function asked(docker: Docker, args: readonly string[]): Promise<string | undefined> {
  const result = await docker(args);
  if (result.code === 0) return result.stdout;
  if (absent.test(result.stderr)) return undefined;
  throw unanswered(args, result);
}

const absent = /no such (container|image|object|network)|network \S+ not found|could not find the file/i;

function unanswered(args: readonly string[], { stderr }: Result): ProblemError {
  const message = `\`docker ${args.slice(0, 2).join(" ")}\` does not answer: ${stderr.trim()}`;
  const fix = "see that the host answers, then try again";
  return new ProblemError({ code: "HL749", level: "error", message, fix }, 1);
}

/** `docker <kind> inspect` of one thing; nothing where it is gone. */
export async function inspected<T>(kind: Stray["kind"], id: string, docker: Docker): Promise<T | undefined> {
  const said = await asked(docker, [kind, "inspect", id]);
  return said === undefined ? undefined : (JSON.parse(said) as T[])[0];
}

/**
 * What the host has of the names that the definition wants. Nothing where `docker` does not answer at all: the provider
 * may reach the host by itself, or says what is wrong.
 *
 * @throws ProblemError HL749 where it answers in part
 */
export async function present(model: HomelabModel, docker: Docker): Promise<Stray[]> {
  const wanted = new Map(wantedNames(model).map((one) => [`${one.kind} ${one.name}`, one]));
  const list = async (kind: Stray["kind"], args: readonly string[], format: readonly string[]) => {
    const labels = ["project", kind === "container" ? "service" : "network", "project.working_dir", "image"];
    const columns = [...format, ...labels.map((label) => `{{.Label "com.docker.compose.${label}"}}`)];
    const result = await docker([...args, "--format", columns.join("\t")]);
    const strays = result.stdout.split("\n").flatMap((line): Stray[] => {
      const [id = "", name = "", project, key, folder = "", image = ""] = line.split("\t");
      const want = wanted.get(`${kind} ${name}`);
      if (want === undefined) return [];
      const ours = kind === "volume" || (project === want.stack && key === want.key);
      return [{ kind, id, name, ours, byCompose: folder !== "", image }];
    });
    return { args, result, strays };
  };
  const lists = await Promise.all([
    list("container", ["ps", "--all", "--no-trunc"], ["{{.ID}}", "{{.Names}}"]),
    list("network", ["network", "ls", "--no-trunc"], ["{{.ID}}", "{{.Name}}"]),
    list("volume", ["volume", "ls"], ["{{.Name}}", "{{.Name}}"]),
  ]);
  const failed = lists.filter(({ result }) => result.code !== 0);
  if (failed.length === lists.length) return [];
  for (const { args, result } of failed) throw unanswered(args, result);
  return lists.flatMap(({ strays }) => strays);
}

function wantedNames({ stacks }: HomelabModel) {
  return stacks.flatMap(({ name: stack, services, networks, volumes }) => [
    ...services.map(({ containerName: name, key }) => ({ kind: "container", name, stack, key })),
    ...networks.filter(({ external }) => !external).map(({ name, key }) => ({ kind: "network", name, stack, key })),
    ...volumes
      .filter(({ external, bind }) => !external && bind === undefined)
      .map(({ name, key }) => ({ kind: "volume", name, stack, key })),
  ]);
}

/** The names of those containers that Compose made on a network of theirs: the engine has it as their network mode. */
export async function composedOf(there: readonly Stray[], docker: Docker): Promise<ReadonlySet<string>> {
  const ids = there.filter(({ kind, byCompose }) => kind === "container" && byCompose).map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const format = "{{.Name}}\t{{.HostConfig.NetworkMode}}";
  const args = ["container", "inspect", "--format", format, ...ids];
  const result = await docker(args);
  // One that has gone meanwhile is no failure: the others are told of.
  if (result.code !== 0 && !absent.test(result.stderr)) throw unanswered(args, result);
  const modes = result.stdout.split("\n").map((line) => line.split("\t"));
  const ownMode = /^(bridge|default|host|none|container:.*)?$/;
  return new Set(modes.flatMap(([name = "", mode = ""]) => (ownMode.test(mode) ? [] : [name.slice(1)])));
}

/** @throws ProblemError HL746 where somebody else's container or network has a name of ours; nothing has been changed then */
export function refuseForeign(strays: readonly Stray[]): void {
  const foreign = strays.filter(({ ours }) => !ours);
  if (foreign.length > 0) throw new ProblemError(foreign.map(occupied), 1);
}

/**
 * In a run of Pulumi's: what it would make is there already, made by Compose or by a run whose state is lost. Only
 * `homelab up` can take it over, since nobody else can put it into the state as it is.
 *
 * @param known the ids of all that Pulumi's state holds; undefined where nobody can tell
 * @throws ProblemError HL746 as {@link refuseForeign}, HL747 where something is this homelab's; nothing has been changed
 */
export function refuseStrays(there: readonly Stray[], known: ReadonlySet<string> | undefined): void {
  if (known === undefined) return;
  // To make a volume that is there is to find it: Pulumi by itself does well.
  const strays = there.filter(({ kind, id }) => kind !== "volume" && !known.has(id));
  refuseForeign(strays);
  if (strays.length === 0) return;
  const names = strays.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  const problem = {
    code: "HL747",
    level: "error",
    message: `not in Pulumi's state, though on the host and this homelab's: ${names}; nothing was changed`,
    fix: "run `homelab up` once, which takes them over as they are; `homelab preview` shows it first",
  } as const;
  throw new ProblemError(problem, 1);
}

function occupied({ kind, name }: Stray): Problem {
  return {
    code: "HL746",
    level: "error",
    message: `there is a ${kind} ${name} already, and it is not this homelab's; nothing was changed`,
    fix: `rename it or remove it (\`docker ${kind} inspect ${name}\` shows whose it is), or choose another name in the definition`,
  };
}
