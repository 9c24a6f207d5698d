import { isDeepStrictEqual } from "node:util";
import { keyOf, labelOf, mountsOf, nameOf, namespaces, networksOf, portsOf, service, volumesOf } from "./attached.ts";
import { type Data, dataOf, type Json, listOf, mapOf, textOf } from "./data.ts";

// Containers as the Compose document that they may have been made of: what `docker inspect` says of them, without what their
// images say (Docker Engine API, ContainerInspect and ImageInspect).

type Fields = Readonly<Record<string, Json | undefined>>;

/** @param images by their ids */
export function documentOf(project: string, containers: readonly Data[], images: ReadonlyMap<string, Data>): Data {
  const inOrder = [...containers].sort((a, b) => numberOf(a) - numberOf(b));
  const services = [...new Set(inOrder.map(service))].map((key): [string, Data] => {
    const [first = {}, ...others] = inOrder.filter((one) => service(one) === key);
    const image = dataOf(images.get(textOf(first["Image"]) ?? "")?.["Config"]);
    const scale = others.length > 0 && { scale: others.length + 1 };
    return [key, { ...serviceOf(project, first, image, containers), ...scale }];
  });
  const mounts = containers.flatMap((one) =>
    volumesOf(one, dataOf(images.get(textOf(one["Image"]) ?? "")?.["Config"])),
  );
  const names = containers.flatMap((one) => networksOf(one));
  return {
    name: project,
    services: Object.fromEntries(services),
    volumes: Object.fromEntries(mounts.map((name) => [keyOf(project, name), shared(project, name)])),
    networks: Object.fromEntries(names.map((name) => [keyOf(project, name), shared(project, name)])),
  };
}

/** Which of its service's containers it is. */
function numberOf(container: Data): number {
  return Number(labelOf(container, "container-number") ?? 1);
}

/** A volume or network that is not named after the project is somebody else's. */
function shared(project: string, name: string): Data {
  return name.startsWith(`${project}_`) ? { name } : { name, external: true };
}

function serviceOf(project: string, container: Data, image: Data, all: readonly Data[]): Data {
  const [config, host] = [dataOf(container["Config"]), dataOf(container["HostConfig"])];
  /** What the container has otherwise than its image. */
  const own = (key: string) => (isSame(config[key], image[key]) ? undefined : config[key]);
  const entrypoint = own("Entrypoint");
  const number = (key: string) => (Number(host[key] ?? 0) > 0 ? Number(host[key]) : undefined);
  const list = (key: string) => nonEmpty(listOf(host[key]));
  const { Name: policy, MaximumRetryCount: retries } = dataOf(host["RestartPolicy"]);
  const name = nameOf(container);
  const fields: Fields = {
    image: config["Image"],
    container_name: name === `${project}-${service(container)}-${numberOf(container)}` ? undefined : name,
    entrypoint,
    // An entrypoint of one's own takes the image's command away.
    command: entrypoint === undefined ? own("Cmd") : (config["Cmd"] ?? undefined),
    user: own("User"),
    working_dir: own("WorkingDir"),
    hostname: hostnameOf(container),
    tty: config["Tty"] === true || undefined,
    stdin_open: config["OpenStdin"] === true || undefined,
    stop_signal: own("StopSignal"),
    stop_grace_period: config["StopTimeout"] === undefined ? undefined : `${config["StopTimeout"]}s`,
    environment: less(mapOf(config["Env"]), mapOf(image["Env"])),
    labels: less(ownLabels(config), dataOf(image["Labels"])),
    healthcheck: isSame(config["Healthcheck"], image["Healthcheck"])
      ? undefined
      : healthcheck(dataOf(config["Healthcheck"])),
    restart: policy === "" || policy === "no" ? undefined : Number(retries) > 0 ? `${policy}:${retries}` : policy,
    ports: portsOf(host),
    volumes: nonEmpty(mountsOf(project, container, image)),
    ...namespaces(project, container, all),
    cap_add: list("CapAdd"),
    cap_drop: list("CapDrop"),
    security_opt: list("SecurityOpt"),
    group_add: list("GroupAdd"),
    extra_hosts: list("ExtraHosts"),
    dns: list("Dns"),
    dns_search: list("DnsSearch"),
    dns_opt: list("DnsOptions"),
    privileged: host["Privileged"] === true || undefined,
    read_only: host["ReadonlyRootfs"] === true || undefined,
    init: typeof host["Init"] === "boolean" ? host["Init"] : undefined,
    tmpfs: nonEmpty(
      Object.entries(dataOf(host["Tmpfs"])).map(([path, options]) => (options ? `${path}:${options}` : path)),
    ),
    sysctls: less(dataOf(host["Sysctls"]), {}),
    devices: nonEmpty(
      listOf(host["Devices"])
        .map(dataOf)
        .map((one) => `${one["PathOnHost"]}:${one["PathInContainer"]}:${one["CgroupPermissions"]}`),
    ),
    ulimits: less(
      Object.fromEntries(
        listOf(host["Ulimits"])
          .map(dataOf)
          .map((one) => [String(one["Name"]), { soft: one["Soft"], hard: one["Hard"] }]),
      ),
      {},
    ),
    mem_limit: number("Memory"),
    mem_reservation: number("MemoryReservation"),
    memswap_limit: number("MemorySwap"),
    cpu_shares: number("CpuShares"),
    cpus: host["NanoCpus"] ? Number(host["NanoCpus"]) / 1e9 : undefined,
    cpuset: textOf(host["CpusetCpus"]) || undefined,
    pids_limit: number("PidsLimit"),
    shm_size: Number(host["ShmSize"]) === 67_108_864 ? undefined : number("ShmSize"),
    logging: loggingOf(dataOf(host["LogConfig"])),
    depends_on: dependencies(container, all),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What is none, and what is empty, are one. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  const plain = (value: Json | undefined) =>
    value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0)
      ? undefined
      : value;
  return isDeepStrictEqual(plain(one), plain(other));
}

function less(all: Data, image: Data): Data | undefined {
  const entries = Object.entries(all).filter(([key, value]) => image[key] !== value);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function nonEmpty(list: readonly Json[]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list;
}

function ownLabels(config: Data): Data {
  const entries = Object.entries(dataOf(config["Labels"])).filter(([key]) => !key.startsWith("com.docker.compose."));
  return Object.fromEntries(entries);
}

/** The engine calls a container by the beginning of its id, where it has no name of its own. */
function hostnameOf(container: Data): string | undefined {
  const name = textOf(dataOf(container["Config"])["Hostname"]) ?? "";
  const isOwn = name !== "" && !(textOf(container["Id"]) ?? "").startsWith(name);
  const isHosts = textOf(dataOf(container["HostConfig"])["NetworkMode"]) === "host";
  return isOwn && !isHosts && !isJoined(container) ? name : undefined;
}

const isJoined = (container: Data) => /^container:/.test(textOf(dataOf(container["HostConfig"])["NetworkMode"]) ?? "");

function healthcheck({ Test: test, Retries: retries, ...times }: Data): Data {
  const keys = {
    Interval: "interval",
    Timeout: "timeout",
    StartPeriod: "start_period",
    StartInterval: "start_interval",
  };
  const timings = Object.entries(keys).flatMap(([from, to]) =>
    times[from] ? [[to, `${Number(times[from]) / 1e6}ms`]] : [],
  );
  return { ...(test !== undefined && { test }), ...Object.fromEntries(timings), ...(retries ? { retries } : {}) };
}

/** What the engine does by itself is not told from what was asked for. */
function loggingOf({ Type: driver, Config: options }: Data): Data | undefined {
  const isDefault = driver === "json-file" && Object.keys(dataOf(options)).length === 0;
  return isDefault || driver === undefined ? undefined : { driver, options: dataOf(options) };
}

/** `db:service_healthy:false,…` */
function dependencies(container: Data, all: readonly Data[]): Data | undefined {
  const said = (labelOf(container, "depends_on") ?? "").split(",").filter((one) => one !== "");
  const entries = said.flatMap((one) => {
    const [name = "", condition = "service_started", restart] = one.split(":");
    if (!all.some((other) => service(other) === name)) return [];
    return [[name, { condition, ...(restart === "true" && { restart: true }) }]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
