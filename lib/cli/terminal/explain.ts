import type { Change } from "../../apply/change.ts";
import { hashField } from "../../apply/change.ts";
import { anotherDefinition, type Drift } from "../../host/index.ts";
import { allInstances, type HomelabModel, isChecked, type ServiceModel, type StackModel } from "../../model/index.ts";
import { misreadInputs } from "../../targets/pulumi/container.ts";
import { dockersGrace, healthDeadline } from "../../targets/pulumi/lifecycle.ts";
import { printable } from "../../terminal/printable.ts";

/** A change with all that is to be known of it before it is made. */
export interface Explained extends Change {
  /** The path of the service, where the definition has one. */
  readonly path?: string;
  /** Where it was declared: `stacks/homelab.ts:12`. */
  readonly source?: string;
  /** Why, in Compose's words; empty for what is new or goes. */
  readonly because: readonly string[];
  /** How long a container that runs is down. */
  readonly downtime?: {
    /** Seconds that it has to stop. */
    readonly stop: number;
    /** Seconds that it has to get healthy; nothing where nobody waits for that: it is down until it has started. */
    readonly healthy?: number;
  };
  /** Whether it does not run now and is started, changed or not. */
  readonly starts?: boolean;
  /** The containers that depend on it and are not changed themselves: they keep running without it meanwhile. */
  readonly dependents: readonly string[];
  /** The engine's names of the volumes that it uses; they and their data stay. */
  readonly volumes: readonly string[];
}

/** What explaining takes besides the changes. */
export interface ExplainContext {
  readonly model: HomelabModel;
  readonly source: (path: string) => string | undefined;
  readonly drift: ReadonlyMap<string, readonly Drift[]>;
}

/** Compose's names of the provider's inputs. */
const composeNames: Readonly<Record<string, string>> = {
  ...{ envs: "environment", entrypoints: "entrypoint", workingDir: "working_dir", stdinOpen: "stdin_open" },
  ...{ logDriver: "logging", logOpts: "logging", networksAdvanced: "networks", hosts: "extra_hosts" },
  ...{ networkMode: "network_mode", pidMode: "pid", ipcMode: "ipc", mounts: "volumes", readOnly: "read_only" },
  ...{ uploads: "configs or secrets", capabilities: "cap_add or cap_drop", securityOpts: "security_opt" },
  ...{ groupAdds: "group_add", deviceCgroupRules: "device_cgroup_rules", memory: "mem_limit", cpuSet: "cpuset" },
  ...{ memorySwap: "memswap_limit", memoryReservation: "mem_reservation", cpuPeriod: "cpus", cpuQuota: "cpus" },
  ...{ cpuShares: "cpu_shares", shmSize: "shm_size", maxRetryCount: "restart", stopSignal: "stop_signal" },
  ...{ stopTimeout: "stop_grace_period", destroyGraceSeconds: "stop_grace_period", waitTimeout: "healthcheck" },
  ...{ options: "driver_opts", ipamConfigs: "ipam", ipv6: "enable_ipv6", dependsOn: "depends_on" },
  ...{
    dnsOpts: "dns_opt",
    dnsSearches: "dns_search",
    usernsMode: "userns_mode",
    cgroupnsMode: "cgroup",
    cgroupParent: "cgroup_parent",
  },
  ...{ wait: "healthcheck", mustRun: "its being a task", name: "name" },
};

/** Each change, explained from the definition. Pure. */
export function explain(changes: readonly Change[], { model, source, drift }: ExplainContext): Explained[] {
  const services = model.stacks.flatMap((stack) => allInstances(stack).map((service) => ({ stack, service })));
  const replaced = new Set(changes.filter(({ action }) => action === "replace").map(({ name }) => name));
  const changing = new Set(changes.filter(({ kind }) => kind === "container").map(({ name }) => name));
  return changes.map((change): Explained => {
    const fields = change.fields.map((field) => composeNames[field] ?? field);
    const { stack, service } = services.find(({ service }) => service.containerName === change.name) ?? {};
    if (change.kind !== "container" || stack === undefined || service === undefined) {
      return { ...change, because: unique(fields), dependents: [], volumes: [] };
    }
    const told = fields.filter((field) => field !== hashField);
    const because = unique(told.length > 0 || change.action !== "replace" ? told : unsaid(service, stack, replaced));
    const place = source(service.path);
    const differs = change.action === "create" ? [] : (drift.get(change.name) ?? []);
    const found = differs.filter((one) => tellsMore(one, because));
    const stopped = differs.some(({ kind }) => kind === "stopped");
    // That it does not run is said better by what was found.
    const reasons = stopped ? because.filter((field) => field !== composeNames["mustRun"]) : because;
    const dependents = services
      .filter((one) => one.service.dependsOn.some((on) => on.stack === stack.name && on.service === service.key))
      .map((one) => one.service.containerName)
      .filter((name) => !changing.has(name));
    const goes = change.action === "replace";
    return {
      ...change,
      path: service.path,
      ...(place !== undefined && { source: place }),
      because: [...reasons, ...found.map(({ message }) => message)],
      ...(stopped && change.action === "update" && { starts: true }),
      ...(goes && !service.oneShot && { downtime: downtimeOf(service) }),
      dependents: goes ? dependents : [],
      volumes: service.mounts.flatMap((mount) => {
        if (mount.type !== "volume") return [];
        return stack.volumes.find(({ key }) => key === mount.source)?.name ?? mount.source;
      }),
    };
  });
}

/** Whether what was found is worth a word beside the fields that differ; that the definition is another follows from them. */
function tellsMore({ kind, field, message }: Drift, fields: readonly string[]): boolean {
  if (kind === "unknown" || kind === "missing") return false;
  if (field !== undefined) return !fields.includes(field);
  return message !== anotherDefinition || fields.length === 0;
}

/** What Pulumi names no field for: what the container has of others that are replaced, else what is read back otherwise. */
function unsaid(service: ServiceModel, stack: StackModel, replaced: ReadonlySet<string>): string[] {
  const network = (key: string) => stack.networks.find((one) => one.key === key)?.name ?? key;
  const isReplaced = (name: string) =>
    allInstances(stack).some(({ key, containerName }) => key === name && replaced.has(containerName));
  const joined = (mode: ServiceModel["pid"] | ServiceModel["networkMode"] | ServiceModel["ipc"]) =>
    typeof mode === "object" && isReplaced(mode.service);
  const drawn = [
    ...(service.networks.some((join) => replaced.has(network(join.network))) ? ["networks"] : []),
    ...(joined(service.networkMode) ? ["network_mode"] : []),
    ...(joined(service.pid) ? ["pid"] : []),
    ...(joined(service.ipc) ? ["ipc"] : []),
    ...(service.dependsOn.some((one) => one.restart && isReplaced(one.service)) ? ["depends_on"] : []),
  ];
  return drawn.length > 0 ? drawn : misreadInputs(service).map((input) => composeNames[input] ?? input);
}

function unique(fields: readonly string[]): string[] {
  return [...new Set(fields)].sort();
}

/** At most: until it has stopped, and until it is healthy again. */
function downtimeOf({ stopGracePeriod, healthcheck }: ServiceModel): NonNullable<Explained["downtime"]> {
  const stop = (stopGracePeriod ?? dockersGrace) / 1000;
  if (!isChecked(healthcheck)) return { stop };
  return { stop, healthy: healthDeadline(healthcheck) };
}

const verbs = { create: "create", update: "change", replace: "replace", delete: "remove", adopt: "adopt" } as const;

/** The changes as text for people; escaped. Empty for none. */
export function formatChanges(changes: readonly Explained[]): string {
  return changes.map((change) => `${linesOf(change).map(printable).join("\n         ")}\n`).join("");
}

function linesOf(change: Explained): string[] {
  const { action, kind, name, path, source, because, values, downtime, dependents } = change;
  const where = [path, source].filter((part) => part !== undefined).join("  ");
  const how = howOf(change);
  return [
    `${verbs[action].padEnd(8)} ${kind.padEnd(10)} ${name}`,
    ...(where === "" ? [] : [where]),
    ...(because.length === 0 ? [] : [`why: ${because.join(", ")}`]),
    ...unique(values.map(valueLine)),
    ...(how === undefined ? [] : [how]),
    ...(downtime === undefined ? [] : [downtimeLine(downtime)]),
    ...(dependents.length === 0 ? [] : [`depend on it, and keep running meanwhile: ${dependents.join(", ")}`]),
    ...(kind === "volume" && action === "delete" ? ["leaves Pulumi's state; the volume and its data stay"] : []),
  ];
}

/** `environment.GREETING: "one" → "two"`. */
function valueLine({ field, part, old, new: wanted }: Explained["values"][number]): string {
  const name = composeNames[field] ?? field;
  const shown = (value: string | undefined) => {
    if (value === undefined) return "not set";
    return value.length > 100 ? `${value.slice(0, 99)}…` : value;
  };
  // An entry of a list has no name but itself.
  if (part !== undefined && (part === old || part === wanted)) {
    return `${name}: ${old === undefined ? "added" : "removed"} ${shown(part)}`;
  }
  return `${name}${part === undefined ? "" : `.${part}`}: ${shown(old)} → ${shown(wanted)}`;
}

function howOf({ action, kind, starts }: Explained): string | undefined {
  if (action === "adopt") return "is there and not in Pulumi's state: taken over as it is, untouched";
  if (action !== "update" || kind !== "container") return undefined;
  return starts ? "is started as it is, not recreated" : "in place, without a restart";
}

function downtimeLine({ stop, healthy }: NonNullable<Explained["downtime"]>): string {
  if (healthy === undefined) return `down until it has started again: it has ${stop} s to stop`;
  return `down until healthy, at most about ${stop + healthy} s: ${stop} s to stop, ${healthy} s to get healthy`;
}
