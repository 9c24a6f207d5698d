import { type Problem, ProblemError } from "../core/problem.ts";
import { allInstances, type HomelabModel, type StackModel } from "../model/index.ts";
import { shellWord } from "../system/shell-word.ts";
import { composeLabel, containerOf, isOf, nameOf } from "./labels.ts";
import { type Claims, isOwn, otherOwner, ownerOf, strangerOn } from "./owner.ts";
import type { HostContainer, Snapshot } from "./snapshot.ts";

/** What the host has under a name of the definition's. */
export interface Stray {
  readonly kind: "container" | "network" | "volume";
  /** The engine's id; a volume has none but its name. */
  readonly id: string;
  /** The definition's name. */
  readonly name: string;
  /** The name that it has on the host: a container is known by its labels, whatever it is called (`container_name`). */
  readonly called: string;
  /**
   * Whether it is this homelab's: of no other, and with the labels of the very service or network whose name it has. A
   * container has the homelab's label as well, was brought up from the project's rendered files, or was asked for by name.
   */
  readonly ours: boolean;
  /** The stack by whose name a container of nobody's can be asked for. */
  readonly adoptAs?: string | undefined;
  /** The name of the other homelab that it belongs to. */
  readonly owner?: string | undefined;
  /** Of a moved volume, the container of another Compose project's that shows whose it is. */
  readonly stranger?: HostContainer | undefined;
  /** Whether Compose made it, or it says that it could have. */
  readonly byCompose: boolean;
  /** Compose's label of a container's image; else empty. */
  readonly image: string;
}

/** What the host has of the names that the definition wants, and of the containers that were made for its services. Pure. */
export function findStrays({ name: homelab, stacks }: HomelabModel, snapshot: Snapshot, claims: Claims): Stray[] {
  const { containers, networks, volumes } = snapshot;
  const stray = (found: FoundResource, labels: Labels): Stray => {
    const { kind, called = found.name } = found;
    const other = otherOwner(kind, { name: called, labels }, homelab, snapshot);
    const owner = other === claims.formerly ? undefined : other;
    return {
      byCompose: false,
      image: "",
      ...found,
      called,
      owner,
      ours: owner === undefined && found.ours,
    };
  };
  const wanted = new Set(
    stacks.flatMap((stack) => allInstances(stack).map((service) => containerOf(containers, service, stack))),
  );
  return stacks.flatMap((stack) => [
    ...nobodys(stack, containers, claims, homelab).flatMap((one) => {
      const found = { kind: "container", id: one.Id, name: nameOf(one), ours: false, adoptAs: stack.name } as const;
      return wanted.has(one) ? [] : stray(found, one.Config.Labels);
    }),
    ...allInstances(stack).flatMap((service) => {
      const found = containerOf(containers, service, stack);
      if (found === undefined) return [];
      const { Id: id, Config } = found;
      const byCompose = (composeLabel(Config, "project.working_dir") ?? "") !== "";
      const image = composeLabel(Config, "image") ?? "";
      const [name, called] = [service.containerName, nameOf(found)];
      const isClaimed = isClaimedBy(claims, homelab, found, stack);
      const isMadeFor = isOf(found, service, stack);
      const adoptAs = isMadeFor && !isClaimed ? stack.name : undefined;
      const ours = isMadeFor && isClaimed;
      return stray({ kind: "container", id, name, called, ours, adoptAs, byCompose, image }, Config.Labels);
    }),
    ...stack.networks
      .filter(({ external }) => !external)
      .flatMap(({ name, key }) => {
        const found = networks.find(({ Name }) => Name === name);
        if (found === undefined) return [];
        const isMadeFor = composeLabel(found, "project") === stack.name && composeLabel(found, "network") === key;
        const ours =
          isMadeFor && (nobodys(stack, containers, claims, homelab).length === 0 || claims.known.has(found.Id));
        return stray({ kind: "network", id: found.Id, name, ours }, found.Labels);
      }),
    ...stack.volumes
      .filter(({ external, bind }) => !external && bind === undefined)
      .flatMap(({ name, key }) => {
        const found = volumes.find(({ Name }) => Name === name);
        if (found === undefined) return [];
        const stranger = name === `${stack.name}_${key}` ? undefined : strangerOn(name, snapshot);
        return stray({ kind: "volume", id: name, name, ours: stranger === undefined, stranger }, found.Labels);
      }),
  ]);
}

/** The containers of a Compose project that has a stack's name and is nobody's: not one of them is a homelab's. */
function nobodys(
  stack: StackModel,
  containers: readonly HostContainer[],
  claims: Claims,
  homelab: string,
): HostContainer[] {
  const all = containers.filter(
    ({ Config }) => composeLabel(Config, "project") === stack.name && composeLabel(Config, "oneoff") !== "True",
  );
  return all.some((one) => isClaimedBy(claims, homelab, one, stack)) ? [] : all;
}

/** Whether a container is somebody's: a homelab's by its label, this one's by what is known of it, or asked for. */
function isClaimedBy(claims: Claims, homelab: string, container: HostContainer, stack: StackModel): boolean {
  if (ownerOf(container) !== undefined || isOwn(container, homelab, claims)) return true;
  const services = allInstances(stack).filter((one) => isOf(container, one, stack));
  const names = [stack.name, nameOf(container), ...services.map(({ containerName }) => containerName)];
  return names.some((one) => claims.adopted.includes(one));
}

type Labels = Readonly<Record<string, string>> | null;
type FoundResource = Pick<Stray, "kind" | "id" | "name" | "ours"> & Partial<Stray>;

/** The names of those containers that Compose made on a network of theirs: the engine has it as their network mode. Pure. */
export function composedOf(there: readonly Stray[], { containers }: Snapshot): ReadonlySet<string> {
  const byCompose = new Set(there.filter((one) => one.kind === "container" && one.byCompose).map(({ id }) => id));
  const ownMode = /^(bridge|default|host|none|container:.*)?$/;
  const composed = containers.filter(
    ({ Id, HostConfig }) => byCompose.has(Id) && !ownMode.test(HostConfig.NetworkMode),
  );
  return new Set(composed.map(nameOf));
}

/** @throws ProblemError HL746 where somebody else's container, network or volume has a name of ours; nothing has been changed then */
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
  const all = there.filter(({ id }) => !known.has(id));
  refuseForeign(all);
  // To make a volume that is there is to find it: Pulumi by itself does well.
  const strays = all.filter(({ kind }) => kind !== "volume");
  if (strays.length === 0) return;
  const names = strays.map(({ kind, called }) => `${kind} ${called}`).join(", ");
  const problem = {
    code: "HL747",
    level: "error",
    message: `not in Pulumi's state, though on the host and this homelab's: ${names}; nothing was changed`,
    fix: "run `homelab up` once, which takes them over as they are; `homelab preview` shows it first",
  } as const;
  throw new ProblemError(problem, 1);
}

function occupied({ kind, name, called, owner, adoptAs, stranger }: Stray): Problem {
  const project = stranger && composeLabel(stranger.Config, "project");
  if (stranger && project !== undefined) {
    return {
      code: "HL746",
      level: "error",
      message: `the names ledger has the volume ${name} as a moved one, and the container ${nameOf(stranger)} of the Compose project "${project}", which no homelab made, uses it; nothing was changed`,
      fix: `correct the place in stacks/homelab.lock; or, if the volume is yours, first \`docker compose --project-name ${project} down\`, which keeps its data`,
    };
  }
  if (owner !== undefined) {
    return {
      code: "HL746",
      level: "error",
      message: `the ${kind} ${name} belongs to the homelab "${owner}"; nothing was changed`,
      fix: `choose another name in the definition: two homelabs on one host need different stack names. If it is this homelab under its former name: \`homelab up --formerly ${shellWord(owner)}\``,
    };
  }
  if (adoptAs !== undefined) {
    return {
      code: "HL746",
      level: "error",
      message: `the container ${called} carries no homelab's name and was not made from this project's files, so it is nobody's; nothing was changed`,
      fix: `to have this homelab take it over, \`homelab up --adopt ${shellWord(adoptAs)}\`; else remove it, or choose another name in the definition`,
    };
  }
  return {
    code: "HL746",
    level: "error",
    message: `there is a ${kind} ${name} already, and it is not this homelab's; nothing was changed`,
    fix: `rename it or remove it (\`docker ${kind} inspect ${name}\` shows whose it is), or choose another name in the definition`,
  };
}
