import type { ConfigFile } from "./config-file.ts";
import type { Baseline, Logging } from "./homelab.ts";
import type { Network, NetworkJoin } from "./network.ts";
import type { SecretFile } from "./secret.ts";
import type { Service } from "./service.ts";
import type { SwarmProps } from "./swarm.ts";
import type { Lazy, Value } from "./text.ts";
import type { BindMount, TmpfsMount, VolumeMount } from "./volume.ts";

/** A port of the Docker host that leads into a container. */
export interface PortProps {
  /** The container's port, 1 to 65535. */
  readonly target: number;
  /** The host's port, 1 to 65535. Default: one that is free, another at each start. */
  readonly published?: number;
  /**
   * The host's address that it listens on; empty for every one of IPv4 and IPv6. Default: `127.0.0.1`, reachable from the
   * host alone; with the baseline `docker` every one.
   */
  readonly hostIp?: string;
  /** Default: `tcp`. */
  readonly protocol?: "tcp" | "udp";
  /** What a reader of the Compose file is to know of it; of no effect on one host. Default: none. */
  readonly name?: string;
  /** What is spoken there, `http`; of no effect on one host. Default: none. */
  readonly appProtocol?: string;
  /** Of no effect on one host. Default: `ingress`, as Compose has it. */
  readonly mode?: "ingress" | "host";
}

/**
 * Durations are written as Go and Compose do: `500ms`, `30s`, `1m30s`. With the baseline `docker`, or without a `test`, what is
 * not said is the image's, else as below.
 */
export interface HealthcheckProps {
  /**
   * Exit code 0 is healthy: `["CMD", "pg_isready"]`, or `["CMD-SHELL", "…"]` where the image has a shell. `["NONE"]` turns the
   * image's own off. Default: the image's own.
   */
  readonly test?: readonly Value[];
  /** Time between checks. Default: `30s`. */
  readonly interval?: string;
  /** How long one check may take. Default: `30s`. */
  readonly timeout?: string;
  /** Failures in a row that make it unhealthy. Default: 3. */
  readonly retries?: number;
  /** Time after the start in which failures do not count. Default: `0s`. */
  readonly startPeriod?: string;
  /** Time between checks during the start period; needs Docker 25. Default: `5s`, as Docker has it. */
  readonly startInterval?: string;
}

export type DependencyCondition = "service_started" | "service_healthy" | "service_completed_successfully";

/** A service that must have come to a condition first. */
export interface Dependency {
  readonly service: Service;
  /** Default: `service_healthy` where the service has a healthcheck, else `service_started`. */
  readonly condition?: DependencyCondition;
  /** Whether it starts again whenever that service's container is replaced. Default: false, but for whose namespace it joins. */
  readonly restart?: boolean;
  /** `false`: it starts even where that service does not come to the condition, once that is certain. Default: true. */
  readonly required?: boolean;
}

export interface DeviceProps {
  readonly source: string;
  /** Default: the same path. */
  readonly target?: string;
  /** Any of `r`, `w` and `m`. Default: `rwm`. */
  readonly permissions?: string;
}

export interface Ulimit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * Compose's service, in camelCase. Sizes are written as Compose does (`512m`, `1.5g`, `524288000`: binary units, whole MiB);
 * durations as Go does. What differs from Docker's defaults: all capabilities are dropped, new privileges are refused,
 * a port listens on 127.0.0.1, logs are rotated, and the container restarts unless stopped. With the {@link baseline}
 * `docker` nothing differs.
 */
export interface ServiceProps {
  /** What holds for all that is not said here. Default: the stack's, else the homelab's, else `hardened`. */
  readonly baseline?: Baseline;
  /** With a tag or a digest: `docker.io/library/nginx:1.30.4`. */
  readonly image: string;
  /** A function that returns an empty list says nothing. Default: the image's, where the entrypoint is the image's too. */
  readonly command?: Lazy<readonly Value[]>;
  /** An empty list runs the `command` without the image's own. Default: the image's. */
  readonly entrypoint?: readonly Value[];
  /** A key whose value is `undefined` is left out. `TZ` is the homelab's time zone unless it is given here. */
  readonly environment?: Lazy<{ readonly [key: string]: Value | undefined }>;
  /** Default: none; containers of one network reach each other without. */
  readonly ports?: readonly PortProps[];
  /**
   * Ports that the engine shows as the container's own, `8080` or `5000-5010/udp`. They open nothing: it is for programs that look
   * them up, such as proxies that find their targets by themselves. By Pulumi, whose provider has no such input, the engine
   * shows the image's and the published ones alone. Default: the image's.
   */
  readonly expose?: readonly (string | number)[];
  readonly volumes?: readonly (VolumeMount | BindMount | TmpfsMount)[];
  /** Folders in memory: path to mount options (`size=64m,mode=1777`, or empty). */
  readonly tmpfs?: { readonly [target: string]: string };
  /** Default: the stack's private network. What a reference or a route needs is joined besides. */
  readonly networks?: readonly (Network | NetworkJoin)[];
  /**
   * The host's network, none, or that of another service of the stack, in place of networks: that service then publishes the
   * {@link ports} of this one, and answers to its own name alone. `bridge` is the one that Docker gives to containers of no network:
   * they do not find each other there by name. `container:NAME` is a container of somebody else's: once that one is recreated,
   * nobody notices that its network is gone.
   */
  readonly networkMode?: "host" | "none" | "bridge" | `container:${string}` | { readonly service: Service };
  /**
   * When the image is pulled: where it is `missing`, `always` at each `up`, which recreates the container where that brought
   * another image, or `never`: where it is missing then, nothing is applied. Default: `missing`.
   */
  readonly pullPolicy?: "missing" | "always" | "never";
  /** The platform of which the image is taken, `linux/arm64`; one for all services of an image. Default: the engine's own. */
  readonly platform?: string;
  /** Default: the image's own, if it has one: say `"image"` where it does, so that others may wait for it. */
  readonly healthcheck?: HealthcheckProps | "none" | "image";
  /** Needed only for what no reference tells. */
  readonly dependsOn?: readonly (Service | Dependency)[];
  /** Default: `unless-stopped`; `no` for what runs once. */
  readonly restart?: "no" | "always" | "unless-stopped" | "on-failure" | `on-failure:${number}`;
  /** A one-shot service runs to its end; who depends on it waits for its success. Default: false. */
  readonly oneShot?: boolean;
  /**
   * How many containers it has, `<stack>-<service>-1` and on; all of them answer to its name, and whoever waits for it waits for
   * all. None of them can have what only one can: a published port, a fixed address, a `containerName`. Fewer remove those of the
   * highest numbers. At most 1000. Default: 1.
   */
  readonly replicas?: number;
  /** How long the container may take to stop before it is killed, in whole seconds. Default: `10s`. */
  readonly stopGracePeriod?: string;
  /** Default: the image's, else `SIGTERM`. */
  readonly stopSignal?: string;
  /** Whether Docker's init runs as process 1 and reaps zombies. Default: false. */
  readonly init?: boolean;
  /** `uid`, `uid:gid` or a name of the image's. Default: the image's. */
  readonly user?: string;
  /** Further groups, by number or name. */
  readonly groupAdd?: readonly string[];
  /** Default: none. Without the prefix `CAP_`. */
  readonly capAdd?: readonly string[];
  /** Default: `ALL`. */
  readonly capDrop?: readonly string[];
  /** Default: `no-new-privileges:true`. */
  readonly securityOpt?: readonly string[];
  /** Default: false. */
  readonly privileged?: boolean;
  readonly devices?: readonly DeviceProps[];
  readonly deviceCgroupRules?: readonly string[];
  readonly ulimits?: { readonly [name: string]: number | Ulimit };
  readonly sysctls?: { readonly [name: string]: string | number };
  /** Size of `/dev/shm`. Default: `64m`, as Docker has it. */
  readonly shmSize?: string;
  /** Default: no limit. */
  readonly memLimit?: string;
  /** Memory and swap together, or `-1` for all swap that the host has; needs `memLimit`. Default: twice `memLimit`, as Docker has it. */
  readonly memswapLimit?: string;
  readonly memReservation?: string;
  /** Processor time, in cores: `1.5`. Default: no limit. */
  readonly cpus?: number;
  /** Relative weight of processor time under contention. Default: 1024, as Docker has it. */
  readonly cpuShares?: number;
  /** The cores it may use, `0-1`. */
  readonly cpuset?: string;
  /** How many processes and threads it may have, or -1 for any number. Default: the engine's. */
  readonly pidsLimit?: number;
  /**
   * Whether the Compose file has `replicas`, `cpus`, `pidsLimit` and the sizes of memory below `deploy`: what Compose hashes is then
   * another thing. Default: false.
   */
  readonly deploySyntax?: boolean;
  /** What Swarm alone goes by, for the Compose file. Its `restartPolicy` takes the place of `restart`. Default: nothing. */
  readonly swarm?: SwarmProps;
  /** Default: the homelab's. */
  readonly logging?: Logging | "daemon";
  /** Name to address, or to `host-gateway`. */
  readonly extraHosts?: { readonly [name: string]: string };
  /** DNS servers. Default: Docker's. */
  readonly dns?: string | readonly string[];
  /** The domains in which names without a dot are looked up. Default: the host's. */
  readonly dnsSearch?: string | readonly string[];
  /** Options of the resolver, `ndots:1`. Default: the host's. */
  readonly dnsOpt?: readonly string[];
  /** A secret in one is shown by the engine to whoever may ask it. */
  readonly labels?: { readonly [key: string]: Value };
  readonly hostname?: string;
  /**
   * The container's name on the engine, letters, digits, `_`, `.` and `-`, unique on the host: Compose's `container_name`.
   * Another name replaces the container. Default: `<stack>-<service>-1`, as Compose names it.
   */
  readonly containerName?: string;
  readonly domainname?: string;
  readonly workingDir?: string;
  readonly configs?: readonly ConfigFile[];
  /** Secret files that no environment variable names. */
  readonly secrets?: readonly SecretFile[];
  /** Whether the root file system is read-only. No file can then be copied into it. Default: false. */
  readonly readOnly?: boolean;
  readonly tty?: boolean;
  readonly stdinOpen?: boolean;
  /** Default: the container's own. */
  readonly pid?: "host" | { readonly service: Service };
  readonly ipc?: "host" | "shareable" | { readonly service: Service };
  /** `host`: users are the host's own, where the engine maps them to others (`userns-remap`). Default: the engine's. */
  readonly usernsMode?: "host";
  /** Whether it sees the host's control groups or its own alone. Default: the engine's. */
  readonly cgroup?: "host" | "private";
  /** The control group, or with systemd the slice, that the container's own lies in. Default: the engine's. */
  readonly cgroupParent?: string;
  /** The OCI runtime, as the engine's configuration names it: `runsc`, `nvidia`. Default: the engine's. */
  readonly runtime?: string;
  /**
   * `all`: every GPU of the host; needs NVIDIA's container toolkit there. With its driver it is the same, written as many Compose
   * files have it. Others are reached by `devices`. Default: none.
   */
  readonly gpus?: "all" | { readonly driver: "nvidia" };
}
