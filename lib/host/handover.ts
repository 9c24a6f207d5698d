import type { Problem } from "../core/problem.ts";
import {
  allInstances,
  type Edges,
  type HomelabModel,
  type ServiceModel,
  type StackModel,
  topologicalOrder,
} from "../model/index.ts";
import { type Claim, claimsOf, collide, describe, holdingsOf, overlooks } from "./claims.ts";
import { composeLabel, containerOf, isOf, nameOf } from "./labels.ts";
import { type Claims, isOwn } from "./owner.ts";
import type { HostContainer, Snapshot } from "./snapshot.ts";
import { type Going, networksInTheWay } from "./subnets.ts";

/** What has to let go of something before Pulumi runs, since a container that is to start needs it. */
export interface Handover {
  /** In the order in which they stop: what depends on another comes before it. */
  readonly stops: readonly Stop[];
  /** Networks of this homelab's whose subnet another one takes: removed, once nothing is on them. */
  readonly networks: readonly Going[];
  /** HL754 for each thing that somebody else holds. */
  readonly problems: readonly Problem[];
}

/** A running container of this homelab's that stops. */
export interface Stop {
  readonly id: string;
  readonly container: string;
  /** Its stop grace, in seconds. */
  readonly grace: number;
  /** The containers that start only then; where there is none, a network that it is on has to go. */
  readonly before: readonly string[];
  /** What they need of it, in a few words each. */
  readonly because: readonly string[];
  /** `stop`: Pulumi removes or replaces it. `restart`: it stays as it is, and only happens to have an address that was asked for. */
  readonly how: "stop" | "restart";
}

/**
 * Which running containers and networks hold what the definition gives to another: by a rename, a move to another stack, a
 * swap, a removal, or since Compose made them. What stays with its service is not handed over, and what two services of the
 * definition share is theirs. Pure.
 *
 * @param starting the stacks that are brought up. Default: all
 * @param claims what of the host is this homelab's; what Pulumi's state has is replaced in place where it keeps its name
 */
export function handover(
  model: HomelabModel,
  snapshot: Snapshot,
  claims: Claims,
  starting: readonly StackModel[] = model.stacks,
): Handover {
  const { known } = claims;
  const services = model.stacks.flatMap((stack) =>
    allInstances(stack).map((service) => ({ stack, service, claims: claimsOf(service, stack, snapshot) })),
  );
  const running = snapshot.containers
    .filter(({ State }) => State.Running)
    .map((container) => ({
      container,
      holdings: holdingsOf(container, snapshot),
      ours: isOwn(container, model.name, claims),
      // The service that it belongs to and stays with.
      stays: services.find(
        (one) => one.service.containerName === nameOf(container) && isOf(container, one.service, one.stack),
      ),
    }));
  const stops = new Map<string, Stop>();
  const problems: Problem[] = [];
  for (const { stack, service, claims } of services.filter(({ stack }) => starting.includes(stack))) {
    const own = running.find(({ container, stays }) => stays?.service === service && isOf(container, service, stack));
    const wanted = claims.filter((claim) => !own?.holdings.some((held) => has(held, claim)));
    for (const { container, holdings, ours, stays } of running) {
      if (container === own?.container || isTakenOver(container, service, stack, snapshot, known)) continue;
      const shared = (claim: Claim) => stays?.claims.some((one) => collide(one, claim)) ?? false;
      const taken = wanted.filter((claim) => !shared(claim) && holdings.some((held) => collide(held, claim)));
      if (taken.length === 0) continue;
      if (ours) {
        const before = stops.get(container.Id);
        stops.set(container.Id, stopOf(container, service, taken, stays !== undefined && isByChance(taken), before));
      } else {
        // What may listen in the host's namespace is asked of the port itself: most of it does not.
        const surely = (claim: Claim) =>
          holdings.some((held) => held.kind === claim.kind && collide(held, claim) && !overlooks(held, claim));
        const exclusive = taken.filter((claim) => isExclusive(claim, stack) && surely(claim));
        problems.push(
          ...exclusive.map((claim) => heldBy(`the container ${nameOf(container)}`, claim, service, container)),
        );
      }
    }
  }
  const networks = networksInTheWay(model, snapshot, claims);
  for (const one of networks.going) {
    for (const { container, ours } of running) {
      if (container.NetworkSettings.Networks?.[one.name] === undefined) continue;
      if (!ours) problems.push(occupied(one, nameOf(container)));
      else if (!stops.has(container.Id)) stops.set(container.Id, stopFor(container, one.name));
    }
  }
  const order = reverseStartOrder(snapshot.containers.filter(({ Id }) => stops.has(Id)));
  return {
    stops: order.flatMap((id) => stops.get(id) ?? []),
    networks: networks.going,
    problems: [...problems, ...networks.problems],
  };
}

/** Made for the service by Compose, whatever its name: Pulumi gets it into its state, and replaces it in place. */
function isTakenOver(
  container: HostContainer,
  service: ServiceModel,
  stack: StackModel,
  { containers }: Snapshot,
  known: ReadonlySet<string>,
): boolean {
  if (known.has(container.Id) || !isOf(container, service, stack)) return false;
  return containerOf(containers, service, stack) === container;
}

/** Whether what is held covers a claim whole: it is then no news to those who share it. */
function has(held: Claim, claim: Claim): boolean {
  if (!collide(held, claim) || held.kind !== claim.kind) return false;
  return held.kind !== "place" || claim.kind !== "place" || held.writes || !claim.writes;
}

/** Whether all that is taken are addresses which Docker chose for a container that stays. */
function isByChance(taken: readonly Claim[]): boolean {
  return taken.every(({ kind }) => kind === "address");
}

function stopOf(
  container: HostContainer,
  { containerName }: ServiceModel,
  taken: readonly Claim[],
  byChance: boolean,
  earlier: Stop | undefined,
): Stop {
  return {
    id: container.Id,
    container: nameOf(container),
    grace: container.Config.StopTimeout ?? 10,
    before: [...new Set([...(earlier?.before ?? []), containerName])],
    because: [...new Set([...(earlier?.because ?? []), ...taken.map(describe)])],
    how: byChance && earlier?.how !== "stop" ? "restart" : "stop",
  };
}

function stopFor(container: HostContainer, network: string): Stop {
  const { Id: id, Config } = container;
  const because = [`the network ${network}, whose subnet another one takes`];
  return { id, container: nameOf(container), grace: Config.StopTimeout ?? 10, before: [], because, how: "stop" };
}

/** Of what somebody else holds, what cannot be meant: folders, devices and external volumes are shared by many. */
function isExclusive(claim: Claim, { volumes }: StackModel): boolean {
  if (claim.kind === "port" || claim.kind === "address") return true;
  if (claim.kind !== "place") return false;
  const volume = volumes.find(({ name, bind }) => (bind ?? name) === claim.name);
  return claim.writes && volume !== undefined && !volume.external && volume.class !== "media";
}

function heldBy(who: string, claim: Claim, service: ServiceModel, { Config }: HostContainer): Problem {
  const project = composeLabel(Config, "project");
  const whose = project === undefined ? "" : ` (of the Compose project ${project})`;
  return {
    code: "HL754",
    level: "error",
    path: service.path,
    message: `${service.containerName} needs ${describe(claim)}, and ${who}${whose}, which is not this homelab's, has it; nothing was changed`,
    fix: "stop or remove that one, or let the definition use another; then run it again",
  };
}

function occupied({ name, before }: Going, container: string): Problem {
  return {
    code: "HL754",
    level: "error",
    message: `the network ${name} must go before ${before} can have its subnet, and the container ${container}, which is not this homelab's, is on it; nothing was changed`,
    fix: `take it off (\`docker network disconnect ${name} ${container}\`), then run it again`,
  };
}

/** The ids, of containers that depend on others before these: by Compose's label (`db:service_healthy:false,…`). */
function reverseStartOrder(containers: readonly HostContainer[]): string[] {
  const edges: Edges = new Map(
    containers.map(({ Id, Config }) => {
      const names = (composeLabel(Config, "depends_on") ?? "").split(",").map((one) => one.split(":")[0]);
      const before = containers.filter(
        (one) =>
          composeLabel(one.Config, "project") === composeLabel(Config, "project") &&
          names.includes(composeLabel(one.Config, "service")),
      );
      return [Id, before.map((one) => one.Id)];
    }),
  );
  const { sorted } = topologicalOrder(edges);
  const cyclic = containers.map(({ Id }) => Id).filter((id) => !sorted.includes(id));
  return [...sorted, ...cyclic].reverse();
}

/** The handover in plain words, a line each. */
export function handoverLines({ stops, networks }: Handover): string[] {
  return [
    ...stops.map(({ container, before, because, how }) => {
      const when =
        before.length === 0 ? "" : ` before ${before.join(" and ")} ${before.length === 1 ? "starts" : "start"}`;
      return `${container} ${how === "restart" ? "restarts" : "stops"}${when}: it has ${because.join(" and ")}`;
    }),
    ...networks.map(
      ({ name, before }) => `the network ${name} is removed before ${before} is created: it has its subnet`,
    ),
  ];
}
