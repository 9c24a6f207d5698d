import { formatSize, type ServiceModel, type StackModel } from "../model/index.ts";
import { composeLabel, isOf, nameOf } from "./labels.ts";
import type { HostContainer } from "./snapshot.ts";

/** One way in which a container is not what the definition says. */
export interface Drift {
  /**
   * `missing`: there is no such container. `not ours`: one that was not made for the service has its name. `stopped`: it
   * does not run, or its task failed. `changed`: it was made of another definition, or changed by hand. `unknown`: it
   * cannot be compared.
   */
  readonly kind: "missing" | "not ours" | "stopped" | "changed" | "unknown";
  /** The field in Compose's words, where it is one. */
  readonly field?: string;
  /** What is so, in a few words. */
  readonly message: string;
  /** Whether Pulumi's provider does not read it back, so that Pulumi by itself sees no change. */
  readonly unseen: boolean;
}

/** That the label of Compose's hash is another: said where no field is known that differs. */
export const anotherDefinition = "it was made of another definition";

/** What a service's container is compared with. */
export interface Expected {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  /** Compose's hash of the definition; nothing where it cannot be computed, without the secrets. */
  readonly hash?: string | undefined;
}

/**
 * How a container differs from its service: its state, the label of Compose's hash (which stands for every field that it
 * was made with), and the fields that `docker update`, `rename` and `network` change on a container that exists.
 * What is in a delivered file is no part of the hash.
 */
export function driftOf(container: HostContainer | undefined, { service, stack, hash }: Expected): Drift[] {
  if (container === undefined) return [drift("missing", "there is no such container")];
  if (!isOf(container, service, stack)) {
    return [drift("not ours", "a container that was not made for it has its name")];
  }
  const other = definition(container, hash);
  const byHandOrEdited = byHand(container, service, stack);
  // Of another definition, it is made anew for that: Pulumi sees it by the label.
  const seen = other.some(({ kind }) => kind === "changed");
  const differing = seen ? byHandOrEdited.map((one) => ({ ...one, unseen: false })) : byHandOrEdited;
  return [...state(container, service), ...other, ...differing];
}

function drift(kind: Drift["kind"], message: string, more: { field?: string; unseen?: boolean } = {}): Drift {
  return { kind, ...(more.field !== undefined && { field: more.field }), message, unseen: more.unseen ?? false };
}

function state({ State }: HostContainer, { oneShot }: ServiceModel): Drift[] {
  const { Status, ExitCode, Health } = State;
  if (Status === "restarting") {
    return [drift("stopped", `it exits with code ${ExitCode} each time it is started`, { unseen: true })];
  }
  if (Status === "running") {
    return Health?.Status === "unhealthy" ? [drift("stopped", "it is unhealthy", { unseen: true })] : [];
  }
  // The engine counts a paused container as running, and so does the provider.
  if (Status === "paused") return [drift("stopped", "it is paused", { unseen: true })];
  if (oneShot && Status === "exited" && ExitCode === 0) return [];
  return [drift("stopped", Status === "exited" ? `it ended with code ${ExitCode}` : `it is ${Status}`)];
}

function definition(container: HostContainer, hash: string | undefined): Drift[] {
  if (hash === undefined) return [drift("unknown", "whether it is of this definition: it takes the secrets to tell")];
  if (composeLabel(container.Config, "config-hash") === hash) return [];
  return [drift("changed", anotherDefinition)];
}

function byHand(container: HostContainer, service: ServiceModel, stack: StackModel): Drift[] {
  const { HostConfig: host } = container;
  const changed = <T extends string | number>(
    field: string,
    there: T,
    wanted: T,
    say: (value: T) => string = String,
  ) => {
    const said = (value: T) => (value === 0 || value === "" ? "not set" : say(value));
    return there === wanted ? [] : [drift("changed", `${field} is ${said(there)}, not ${said(wanted)}`, { field })];
  };
  const { Name: policy, MaximumRetryCount: retries } = host.RestartPolicy;
  const cpus = host.CpuPeriod > 0 ? host.CpuQuota / host.CpuPeriod : host.NanoCpus / 1e9;
  return [
    ...changed("name", nameOf(container), service.containerName),
    ...changed("restart", retries > 0 ? `${policy}:${retries}` : policy || "no", service.restart),
    ...changed("mem_limit", host.Memory, service.memLimit ?? 0, formatSize),
    ...changed("mem_reservation", host.MemoryReservation, service.memReservation ?? 0, formatSize),
    ...changed("cpus", cpus, service.cpus ?? 0),
    ...changed("cpu_shares", host.CpuShares, service.cpuShares ?? 0),
    ...changed("cpuset", host.CpusetCpus, service.cpuset ?? ""),
    ...networks(container, service, stack),
  ];
}

/** The networks it is on; Pulumi's provider never reads them back. */
function networks({ NetworkSettings }: HostContainer, service: ServiceModel, stack: StackModel): Drift[] {
  if (service.networkMode !== undefined) return [];
  const nameOf = (key: string) => stack.networks.find((one) => one.key === key)?.name ?? key;
  const wanted = service.networks.map(({ network }) => nameOf(network));
  if (wanted.length === 0) return [];
  const there = Object.keys(NetworkSettings.Networks ?? {});
  const off = wanted.filter((name) => !there.includes(name)).map((name) => `it is not on the network ${name}`);
  const on = there.filter((name) => !wanted.includes(name)).map((name) => `it is on the network ${name} too`);
  return [...off, ...on].map((message) => drift("changed", message, { field: "networks", unseen: true }));
}
