// What `docker inspect` says of a container, network or volume, without what may differ between Pulumi and Compose (or
// between two runs of either) though the running system is the same. Each exception stands here, with its reason.

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Names of containers by id, so that a reference to one compares by name. */
export type Names = ReadonlyMap<string, string>;

/** Keys at the top that describe this one run: ids, times, paths of the engine's own files, healthchecks at work. */
const perRun = {
  container: [
    "Id",
    "Created",
    "State",
    "ResolvConfPath",
    "HostnamePath",
    "HostsPath",
    "LogPath",
    "GraphDriver",
    "RestartCount",
    "ExecIDs",
  ],
  network: ["Id", "Created", "Containers"],
  volume: ["CreatedAt"],
} as const;

const labelPrefix = "com.docker.compose";

export function normaliseContainer(inspected: JsonObject, names: Names): Json {
  const { Config, HostConfig, NetworkSettings, Mounts, ...rest } = without(inspected, perRun.container);
  return tidy({
    ...rest,
    Config: config(Config as JsonObject, inspected),
    HostConfig: hostConfig(HostConfig as JsonObject, NetworkSettings as JsonObject, names),
    NetworkSettings: networkSettings(NetworkSettings as JsonObject, inspected, anyPorts(HostConfig as JsonObject)),
    Mounts: sorted((Mounts as readonly JsonObject[]).map(mount), (one) => String(one["Destination"])),
  });
}

/** A volume that an image asks for and nobody named: the engine makes one up, and names it at random. */
function mount(mount: JsonObject): JsonObject {
  const anonymous = /^[0-9a-f]{64}$/.test(String(mount["Name"]));
  return anonymous ? { ...mount, Name: "anonymous", Source: "anonymous" } : mount;
}

export function normaliseNetwork(inspected: JsonObject): Json {
  return tidy({
    ...without(inspected, perRun.network),
    // Docker hands out the next free range, so two runs differ; what a definition fixes is compared in full.
    IPAM: fixedRanges(inspected["IPAM"] as JsonObject),
    Labels: constantLabels(inspected["Labels"] as JsonObject),
  });
}

export function normaliseVolume(inspected: JsonObject): Json {
  return tidy({
    ...without(inspected, perRun.volume),
    Labels: constantLabels(inspected["Labels"] as JsonObject),
  });
}

function config(config: JsonObject, { Id, HostConfig }: JsonObject): Json {
  const targets = Object.keys((config["Volumes"] ?? {}) as JsonObject);
  const binds = ((HostConfig as JsonObject)["Binds"] ?? []) as readonly string[];
  const mounted = new Set(binds.map((bind) => bind.split(":")[1]));
  return {
    ...config,
    // The provider exposes what it publishes alone, Compose what `expose` says too. Nothing in the engine goes by it.
    ExposedPorts: Object.keys((config["ExposedPorts"] ?? {}) as JsonObject)
      .filter((port) => port in (((HostConfig as JsonObject)["PortBindings"] ?? {}) as JsonObject))
      .sort(),
    // Whether somebody was attached while it was created: Compose is, the provider is not; nothing comes of it later.
    AttachStdout: false,
    AttachStderr: false,
    // The provider repeats each mount's target here, Compose does not. The image's own volumes are compared.
    Volumes: targets.filter((target) => !mounted.has(target)),
    // The engine names a host after its container's id where no name is given.
    Hostname: String(Id).startsWith(String(config["Hostname"])) ? "" : (config["Hostname"] ?? ""),
    Labels: labels(config["Labels"] as JsonObject),
    Env: [...(config["Env"] as readonly string[])].sort(),
  };
}

function labels(all: JsonObject): Json {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]): [string, Json][] => {
      // Which Compose made it, and where its file lies: says nothing about the container. Pulumi has no file.
      if (name === `${labelPrefix}.version` || name === `${labelPrefix}.replace`) return [];
      if (name.startsWith(`${labelPrefix}.project.`)) return [];
      // Compose writes a map's entries in no fixed order.
      if (name === `${labelPrefix}.depends_on`) return [[name, String(value).split(",").sort().join(",")]];
      return [[name, value]];
    }),
  );
}

/** A network's or volume's: Pulumi's carry no version and no hash, which would replace them one day, data and all. */
function constantLabels(all: JsonObject | null): Json {
  return Object.fromEntries(
    Object.entries(all ?? {}).filter(
      ([name]) => name !== `${labelPrefix}.version` && name !== `${labelPrefix}.config-hash`,
    ),
  );
}

function hostConfig(host: JsonObject, settings: JsonObject, names: Names): Json {
  const networks = Object.keys((settings["Networks"] ?? {}) as JsonObject);
  const mode = String(host["NetworkMode"]);
  return {
    ...host,
    // Compose names the first network here; the provider begins on `bridge` and leaves it before the start. What the
    // container is really attached to is compared below.
    NetworkMode:
      networks.includes(mode) || (mode === "bridge" && !networks.includes("bridge")) ? "" : named(mode, names),
    PidMode: named(String(host["PidMode"]), names),
    IpcMode: named(String(host["IpcMode"]), names),
    Binds: [...((host["Binds"] ?? []) as readonly string[])].sort(),
    Mounts: sorted(((host["Mounts"] ?? []) as readonly JsonObject[]).map(withOptions), (mount) =>
      String(mount["Target"]),
    ),
    PortBindings: bindings(host["PortBindings"]),
    // Sets, which the engine keeps in the order it was told them.
    ...Object.fromEntries(
      ["CapAdd", "CapDrop", "SecurityOpt", "ExtraHosts", "GroupAdd"].map((key) => [
        key,
        [...((host[key] ?? []) as readonly string[])].sort(),
      ]),
    ),
    Ulimits: sorted((host["Ulimits"] ?? []) as readonly JsonObject[], (limit) => String(limit["Name"])),
    // The size of the terminal that started it.
    ConsoleSize: null,
  };
}

/** That a missing folder is made, where a mount has a propagation, the provider has no word for: there it fails. */
function withOptions(mount: JsonObject): JsonObject {
  const { BindOptions, ...rest } = mount;
  return { ...rest, BindOptions: without((BindOptions ?? {}) as JsonObject, ["CreateMountpoint"]) };
}

function named(mode: string, names: Names): string {
  const [kind, id] = mode.split(":");
  return kind === "container" && id !== undefined ? `container:${names.get(id) ?? id}` : mode;
}

type Bindings = Readonly<Record<string, readonly JsonObject[] | null>>;

/**
 * Compose says nothing for every address of the host, the provider all of IPv4 and all of IPv6: the engine listens on the
 * same. For a free port one says nothing, the other 0.
 */
function bindings(all: Json | undefined): Json {
  return Object.fromEntries(
    Object.entries((all ?? {}) as Bindings).map(([target, list]) => {
      const each = (list ?? []).flatMap(({ HostIp, HostPort }) =>
        (HostIp === "" ? ["0.0.0.0", "::"] : [String(HostIp)]).map((ip) => ({
          HostIp: ip,
          HostPort: HostPort === "0" ? "" : String(HostPort),
        })),
      );
      return [target, sorted(each, (one) => `${one["HostIp"]} ${one["HostPort"]}`)];
    }),
  );
}

/** The ports of the container for which the engine finds free ones of the host, others at each start. */
function anyPorts(host: JsonObject): ReadonlySet<string> {
  const all = Object.entries(bindings(host["PortBindings"]) as Record<string, readonly JsonObject[]>);
  return new Set(all.flatMap(([target, list]) => (list.some(({ HostPort }) => HostPort === "") ? [target] : [])));
}

function publishedPorts(all: Json | undefined, free: ReadonlySet<string>): Json {
  return Object.fromEntries(
    // Those that are exposed and not published stand here with nothing.
    Object.entries((all ?? {}) as Bindings).flatMap(([target, list]) => {
      if (list === null) return [];
      const each = list.map((one) => (free.has(target) ? { ...one, HostPort: "free" } : one));
      return [[target, sorted(each, (one) => `${one["HostIp"]} ${one["HostPort"]}`)]];
    }),
  );
}

function networkSettings(settings: JsonObject, { Id }: JsonObject, free: ReadonlySet<string>): Json {
  const attached = Object.entries((settings["Networks"] ?? {}) as Record<string, JsonObject>);
  return {
    Ports: publishedPorts(settings["Ports"], free),
    Networks: Object.fromEntries(
      attached.map(([name, endpoint]) => [
        name,
        {
          // Addresses are compared where they are asked for; else Docker hands out the next free ones.
          IPAMConfig: endpoint["IPAMConfig"] ?? null,
          Aliases: aliases(endpoint["Aliases"], Id),
          DNSNames: aliases(endpoint["DNSNames"], Id),
        },
      ]),
    ),
  };
}

/** Docker adds the short id. */
function aliases(names: Json | undefined, id: Json | undefined): Json {
  const list = (names ?? []) as readonly string[];
  return [...new Set(list.filter((name) => !String(id).startsWith(name)))].sort();
}

function fixedRanges(ipam: JsonObject): Json {
  const ranges = (ipam["Config"] ?? []) as readonly JsonObject[];
  return { ...ipam, Config: ranges.filter((range) => !/^172\.|^192\.168\./.test(String(range["Subnet"]))) };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function sorted(items: readonly JsonObject[], key: (item: JsonObject) => string): readonly JsonObject[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Nothing, an empty list, an empty map, an empty text and false mean the same to the engine: a client may send either. */
function tidy(value: Json): Json {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, tidy(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => !isNothing(item)));
}

function isNothing(value: Json): boolean {
  if (value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
