import { readdir, readFile, readlink } from "node:fs/promises";
import type { HomelabModel, ServiceModel } from "../../lib/model/index.ts";
import { exec } from "../../lib/system/exec.ts";
import { engine, type Inspected } from "./engine.ts";

// Who reaches what, by TCP: as it is, from each container's own place in the network, and as a model has it. What is asked for are the
// ports that really listen, and those published on the host.

/** A place in the network: of a container, and of those that share it; or of the host. */
interface Place {
  readonly name: string;
  readonly container: Inspected & { readonly State: { readonly Pid: number } };
  /** The networks that the model puts it on, by name; `host` where it is the host's own. */
  readonly networks: ReadonlySet<string> | "host";
  /** Whether one of them is not internal: from there all of the host's addresses can be asked. */
  readonly hasWayOut: boolean;
}

/** A port that is listened at: at one address of the host's where that is said, else at all that the place has. */
interface Listening {
  readonly port: number;
  readonly address?: string;
}

interface Target extends Listening {
  readonly name: string;
  /** The place that listens; absent for a port of the host's that leads into some container. */
  readonly place?: Place;
}

/** Each as `from -> to:port`, sorted. */
export async function reach(model: HomelabModel): Promise<{ readonly real: string[]; readonly said: string[] }> {
  const places = await placesOf(model);
  const listening = await Promise.all(
    places.map(async (place) => (await portsOf(place)).map((listening) => ({ place, ...listening }))),
  );
  const targets: Target[] = [
    ...listening.flat().map((one) => ({ name: one.place.name, ...one })),
    ...places.flatMap(({ container }) => published(container).map((port) => ({ name: "host", port }))),
  ];
  const gateways = await gatewaysOf(places);
  const real: string[] = [];
  const left = [...places];
  const work = async () => {
    for (let from = left.pop(); from !== undefined; from = left.pop())
      real.push(...(await probe(from, targets, gateways)));
  };
  await Promise.all(Array.from({ length: 6 }, work));
  const said = places.flatMap((from) =>
    targets.filter((to) => isReached(from, to)).map((to) => `${from.name} -> ${to.name}:${to.port}`),
  );
  return { real: real.sort(), said: said.sort() };
}

/** What the model says: whoever shares a network, and the host, which is on all. A port published on 127.0.0.1 is the host's alone. */
function isReached(from: Place, { place: to, address }: Target): boolean {
  if (to === undefined || to === from) return false;
  if (to.networks === "host") return from.networks !== "host" && (address === undefined || from.hasWayOut);
  if (from.networks === "host") return true;
  return [...from.networks].some((name) => to.networks !== "host" && to.networks.has(name));
}

/** The places of all that keeps running. @throws Error where one is on no network, or on Docker's own */
async function placesOf({ stacks }: HomelabModel): Promise<Place[]> {
  const all = stacks.flatMap(({ networks }) => networks);
  const internal = new Set(all.filter((one) => one.internal).map(({ name }) => name));
  const owners = stacks.flatMap(({ services, networks }) =>
    services
      .filter(({ oneShot, networkMode }) => !oneShot && typeof networkMode !== "object")
      .map((service) => ({ service, named: new Map(networks.map(({ key, name }) => [key, name])) })),
  );
  return Promise.all(
    owners.map(async ({ service, named }) => {
      const networks = networksOf(service, named);
      const container = (await engine.inspect(service.containerName)) as Place["container"];
      // A VPN's gateway lets nothing out but to its own networks, and into the tunnel.
      const isClosed = "VPN_SERVICE_PROVIDER" in service.environment;
      const hasWayOut = !isClosed && (networks === "host" || [...networks].some((name) => !internal.has(name)));
      return { name: service.containerName, container, networks, hasWayOut };
    }),
  );
}

function networksOf({ networkMode, networks, path }: ServiceModel, named: ReadonlyMap<string, string>) {
  if (networkMode === "host") return "host";
  if (networkMode !== undefined) throw new Error(`${path} has the network mode ${JSON.stringify(networkMode)}`);
  return new Set(networks.map(({ network }) => named.get(network) ?? network));
}

/** The ports at which it listens for more than itself, as the kernel has them. */
async function portsOf({ name, container, networks }: Place): Promise<Listening[]> {
  if (!container.State.Running) throw new Error(`${name} does not run`);
  const own = networks === "host" ? await socketsOf(container.Id) : undefined;
  const tables = ["tcp", "tcp6"].map((table) => readFile(`/proc/${container.State.Pid}/net/${table}`, "utf8"));
  const found = (await Promise.all(tables)).flatMap((table) =>
    table.split("\n").flatMap((line): Listening[] => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [address = "", port = ""] = local.split(":");
      const isLoopback =
        /^0{24}01000000$/.test(address) || /^(0{16}F{4}0{4}|0{16}0{4}F{4})?[0-9A-F]{6}7F$/.test(address);
      const isOwn = own === undefined || own.has(inode);
      if (state !== "0A" || isLoopback || !isOwn) return [];
      const isEverywhere = own === undefined || /^0+$/.test(address);
      return [{ port: Number.parseInt(port, 16), ...(!isEverywhere && { address: dotted(address) }) }];
    }),
  );
  return [...new Map(found.map((one) => [one.port, one])).values()];
}

/** The kernel writes the four bytes of IPv4 backwards, also behind the zeros of IPv6. */
function dotted(address: string): string {
  const bytes = address.slice(-8).match(/../g) ?? [];
  return bytes
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join(".");
}

/** The inodes of the sockets that a container's processes have open: where the namespace is the host's, others listen in it too. */
async function socketsOf(id: string): Promise<ReadonlySet<string>> {
  const [, ...pids] = (await engine.docker(["top", id, "-eo", "pid"])).trim().split(/\s+/);
  const links = await Promise.all(
    pids.map(async (pid) => {
      const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
      return Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => "")));
    }),
  );
  return new Set(links.flat().flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** @throws Error for a port published elsewhere than on 127.0.0.1: who reaches that is not known here */
function published({ HostConfig, Name }: Inspected): number[] {
  const bindings = (HostConfig["PortBindings"] ?? {}) as Record<string, { HostIp: string; HostPort: string }[]>;
  return Object.entries(bindings).flatMap(([port, all]) =>
    all.flatMap(({ HostIp, HostPort }) => {
      if (HostIp !== "127.0.0.1") throw new Error(`${Name} is published on ${HostIp}`);
      return port.endsWith("/tcp") ? [Number(HostPort)] : [];
    }),
  );
}

/** The host's own address on each network, by the network's name. */
async function gatewaysOf(places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(places.flatMap(({ networks }) => (networks === "host" ? [] : [...networks])))];
  const found = JSON.parse(await engine.docker(["network", "inspect", ...names])) as {
    Name: string;
    IPAM: { Config: { Gateway?: string }[] };
  }[];
  return new Map(found.map(({ Name, IPAM }) => [Name, IPAM.Config[0]?.Gateway ?? ""]));
}

/** Tries all at once, each for two seconds: what is dropped on the way answers nothing. */
const script = `
const { connect } = require("node:net");
const targets = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const reached = new Set();
const attempt = ([key, host, port]) => new Promise((done) => {
  const socket = connect({ host, port });
  const end = () => { socket.destroy(); done(); };
  const timer = setTimeout(end, 2000);
  socket.on("connect", () => { reached.add(key); clearTimeout(timer); end(); });
  socket.on("error", () => { clearTimeout(timer); end(); });
});
Promise.all(targets.map(attempt)).then(() => console.log(JSON.stringify([...reached])));
`;

async function probe(
  from: Place,
  targets: readonly Target[],
  gateways: ReadonlyMap<string, string>,
): Promise<string[]> {
  const asked = targets.flatMap(({ name, port, place, address }) => {
    if (place === from || (from.networks === "host" && (place === undefined || place.networks === "host"))) return [];
    const isHosts = place === undefined || place.networks === "host";
    const addresses = isHosts
      ? address !== undefined
        ? [address]
        : [...(from.networks as ReadonlySet<string>)].map((network) => gateways.get(network) ?? "")
      : Object.values(place.container.NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
    return addresses.filter(Boolean).map((one) => [`${from.name} -> ${name}:${port}`, one, port] as const);
  });
  const within = [`--net=/proc/${from.container.State.Pid}/ns/net`, process.execPath, "-e", script];
  return JSON.parse(await exec("nsenter", within, { input: JSON.stringify(asked) })) as string[];
}
