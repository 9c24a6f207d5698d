import type { ServiceProps } from "../core/index.ts";

/** What becomes of one key of Compose's. */
export interface ComposeKey {
  /** The property of a Service that says it, and reaches both targets. */
  readonly property?: keyof ServiceProps;
  /** What of it is not said, or is carried otherwise than as an input of Pulumi's provider. */
  readonly note?: string;
  /** Why a definition cannot say it, or what leads there instead: what one target could not do neither gets. */
  readonly refused?: string;
  /** What an import makes of it, where it says nothing to a container or is said by other properties. */
  readonly imported?: string;
}

/** Every key of a service in Compose's specification. The one place that says which reach both targets; docs/compose-keys.md is made of it. */
export const composeKeys: Readonly<Record<string, ComposeKey>> = {
  annotations: {
    refused: "Pulumi's provider has no counterpart, and the engine takes them at creation alone; use `labels`",
  },
  attach: { imported: "of what `docker compose up` shows alone" },
  blkio_config: { refused: "Pulumi's provider has no counterpart" },
  build: { refused: "images are built elsewhere; give an `image`", imported: "stays outside" },
  cap_add: { property: "capAdd" },
  cap_drop: { property: "capDrop" },
  cgroup: { property: "cgroup" },
  cgroup_parent: { property: "cgroupParent" },
  command: { property: "command", note: "may hold secrets" },
  configs: { property: "configs", note: "content that the definition writes; copied in before the start" },
  container_name: { property: "containerName", note: "another name replaces the container" },
  cpu_count: { refused: "it is for Windows" },
  cpu_percent: { refused: "it is for Windows" },
  cpu_period: { refused: "say `cpus`" },
  cpu_quota: { refused: "say `cpus`" },
  cpu_rt_period: { refused: "Pulumi's provider has no counterpart" },
  cpu_rt_runtime: { refused: "Pulumi's provider has no counterpart" },
  cpu_shares: { property: "cpuShares" },
  cpus: { property: "cpus", note: "where the provider reads a number back wrong, as quota and period" },
  cpuset: { property: "cpuset" },
  credential_spec: { refused: "Pulumi's provider has no counterpart" },
  depends_on: {
    property: "dependsOn",
    note: "all conditions, `required`, and `restart`, which with Pulumi recreates the container where Compose restarts it; Compose alone cannot wait for another stack",
  },
  deploy: {
    property: "deploySyntax",
    note: "`replicas`, all GPUs and the limits of cpus, memory and pids, as properties of their own, which `deploySyntax` writes there; `swarm` for what Swarm alone goes by, and the restart policy",
    imported:
      "GPUs by number or id come in as all of them, other reserved devices not at all: the container is recreated once, since Compose hashes the key",
  },
  develop: { imported: "of `docker compose watch` alone" },
  device_cgroup_rules: { property: "deviceCgroupRules" },
  devices: { property: "devices" },
  dns: { property: "dns", note: "the provider keeps several servers in no order (HL055)" },
  dns_opt: { property: "dnsOpt" },
  dns_search: { property: "dnsSearch", note: "the provider keeps several domains in no order (HL055)" },
  domainname: { property: "domainname" },
  entrypoint: { property: "entrypoint", note: "may hold secrets" },
  env_file: {
    refused: "give the values in `environment`; secrets as `secret.file()`",
    imported: "read, into `environment`",
  },
  environment: { property: "environment", note: "may hold secrets; `env_file` is read at import" },
  expose: {
    property: "expose",
    note: "by Compose; by Pulumi the engine shows the image's ports and the published ones alone, since the provider has no such input",
  },
  extends: { imported: "read, with all that it names" },
  external_links: { refused: "Pulumi's provider has no counterpart; use an endpoint's reference" },
  extra_hosts: { property: "extraHosts" },
  gpus: { property: "gpus", note: "`all`, with `nvidia` as its driver or none; others by `devices`" },
  group_add: { property: "groupAdd" },
  healthcheck: { property: "healthcheck", note: "`test` may hold secrets" },
  hostname: { property: "hostname" },
  image: { property: "image" },
  init: { property: "init" },
  ipc: { property: "ipc" },
  isolation: { refused: "Pulumi's provider has no counterpart" },
  label_file: { imported: "read, into `labels`" },
  labels: { property: "labels", note: "may hold secrets, which everything that lists containers then reads" },
  links: { refused: "Pulumi's provider has no counterpart; use an endpoint's reference" },
  logging: { property: "logging", note: "`options` may hold secrets" },
  mac_address: {
    refused:
      "the engine takes one only with the networks that a container is created with, and Pulumi's provider connects it to them afterwards; give `hostname`, or reserve the address in the router by another mark",
  },
  mem_limit: { property: "memLimit" },
  mem_reservation: { property: "memReservation" },
  mem_swappiness: { refused: "Pulumi's provider has no counterpart" },
  memswap_limit: { property: "memswapLimit", note: "with a memory limit" },
  models: { refused: "Pulumi's provider has no counterpart" },
  network_mode: {
    property: "networkMode",
    note: "`host`, `none`, `bridge`, `service:`, and `container:` with a container's name",
  },
  networks: {
    property: "networks",
    note: "`aliases`, `ipv4_address`, `ipv6_address`, `driver_opts` and `gw_priority`, from 0; no `mac_address`, `interface_name`, `link_local_ips` and `priority`",
  },
  oom_kill_disable: { refused: "Pulumi's provider has no counterpart" },
  oom_score_adj: { refused: "Pulumi's provider has no counterpart" },
  pid: { property: "pid" },
  pids_limit: {
    property: "pidsLimit",
    note: "the provider has no input: set by `docker update` as soon as the container exists",
  },
  platform: {
    property: "platform",
    note: "of the image, one for all services that use it (HL057); a platform of the engine that is emulated has to be set up there",
  },
  ports: { property: "ports", note: "one by one; `name`, `app_protocol` and `mode` are of no effect on one host" },
  post_start: { refused: "Pulumi's provider has no counterpart; use a service with `oneShot`" },
  pre_start: { refused: "Pulumi's provider has no counterpart; use a service with `oneShot`" },
  pre_stop: { refused: "Pulumi's provider has no counterpart" },
  privileged: { property: "privileged" },
  profiles: { refused: "decide in the definition, by an `if`", imported: "those that are asked for come in" },
  provider: { refused: "Pulumi's provider has no counterpart" },
  pull_policy: {
    property: "pullPolicy",
    note: "`missing`; `always`: `up` pulls before Pulumi runs; `never`: a missing image stops `up`; `daily`, `weekly` and `every_` are refused, since Compose alone keeps when it pulled last",
  },
  read_only: { property: "readOnly" },
  restart: { property: "restart" },
  runtime: { property: "runtime" },
  scale: { property: "replicas" },
  secrets: { property: "secrets", note: "from the store of secrets; copied in before the start" },
  security_opt: { property: "securityOpt", note: "a file of `seccomp` is not read" },
  shm_size: { property: "shmSize" },
  stdin_open: { property: "stdinOpen" },
  stop_grace_period: { property: "stopGracePeriod" },
  stop_signal: { property: "stopSignal" },
  storage_opt: { refused: "it takes a file system with quotas under the engine's folder" },
  sysctls: { property: "sysctls" },
  tmpfs: { property: "tmpfs", note: "size and mode as options" },
  tty: { property: "tty" },
  ulimits: { property: "ulimits" },
  use_api_socket: { refused: "the engine's socket is reached through a socket proxy only" },
  user: { property: "user" },
  userns_mode: { property: "usernsMode" },
  uts: { refused: "Pulumi's provider has no counterpart" },
  volumes: {
    property: "volumes",
    note: "named volumes (`nocopy`, `subpath`), binds (`selinux`, `create_host_path`, `propagation`) and tmpfs (`size`, `mode`), each with `read_only`; Pulumi's provider has no counterpart for `recursive`, `consistency`, labels of a mount and mounts of images; a volume without a name would lose its data with each container that is recreated",
  },
  volumes_from: {
    refused: "give both services the same `volumes`",
    imported: "the volumes of the other, one by one; the container is recreated once",
  },
  working_dir: { property: "workingDir" },
};

/** The refused ones, as they would be called here, each with the way that leads there instead. */
export const unsupported: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(composeKeys).flatMap(([key, { refused }]) =>
    refused === undefined ? [] : [[camelCase(key), refused]],
  ),
);

function camelCase(key: string): string {
  return key.replace(/_[a-z]/g, ([, letter = ""]) => letter.toUpperCase());
}
