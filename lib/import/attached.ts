import { type Data, dataOf, type Json, listOf, textOf } from "./data.ts";
import { splitAt } from "./plain.ts";

// What a container that runs is called, and what it is attached to: ports, volumes, networks, other containers.

/** One of Compose's own labels. */
export function labelOf(container: Data, key: string): string | undefined {
  return textOf(dataOf(dataOf(container["Config"])["Labels"])[`com.docker.compose.${key}`]);
}

/** The key of its service. */
export const service = (container: Data) => labelOf(container, "service") ?? nameOf(container);
/** Without the slash that the engine puts before it. */
export const nameOf = (container: Data) => (textOf(container["Name"]) ?? "").replace(/^\//, "");

export function keyOf(project: string, name: string): string {
  return name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name;
}

export function portsOf(host: Data): readonly Json[] | undefined {
  const ports = Object.entries(dataOf(host["PortBindings"])).flatMap(([port, bindings]) => {
    const [target, protocol] = splitAt(port, "/");
    return listOf(bindings)
      .map(dataOf)
      .map(({ HostIp: address, HostPort: published }) => ({
        ...{ target: Number(target), protocol },
        ...(published ? { published } : {}),
        ...(address && address !== "0.0.0.0" ? { host_ip: address } : {}),
      }));
  });
  return ports.length === 0 ? undefined : ports;
}

/** Mounts, without the volumes that the image itself asks for. */
export function mountsOf(project: string, container: Data, image: Data): Json[] {
  return mountsBut(container, image).flatMap((one): Json[] => {
    const { Type: type, Source: source, Name: name, Destination: target = "", RW: writable } = one;
    const more = { target, ...(writable === false && { read_only: true }), ...optionsOf(container, target) };
    if (type === "bind") return [{ type, source, ...more }];
    if (type === "volume") return [{ type, source: keyOf(project, textOf(name) ?? ""), ...more }];
    return type === "tmpfs" ? [{ type, ...more }] : [];
  }) as Json[];
}

/** What it was asked for besides, where it was by the engine's other way of mounting. */
function optionsOf(container: Data, target: Json): Data {
  const asked = listOf(dataOf(container["HostConfig"])["Mounts"]).map(dataOf);
  const { BindOptions, VolumeOptions, TmpfsOptions } = asked.find((one) => one["Target"] === target) ?? {};
  const [bind, volume, tmpfs] = [BindOptions, VolumeOptions, TmpfsOptions].map(dataOf);
  return {
    ...(BindOptions !== undefined && {
      bind: { propagation: bind?.["Propagation"], create_host_path: bind?.["CreateMountpoint"] === true },
    }),
    ...(VolumeOptions !== undefined && { volume: { nocopy: volume?.["NoCopy"], subpath: volume?.["Subpath"] } }),
    ...(TmpfsOptions !== undefined && { tmpfs: { size: tmpfs?.["SizeBytes"], mode: tmpfs?.["Mode"] } }),
  };
}

function mountsBut(container: Data, image: Data): Data[] {
  const isAnonymous = ({ Type: type, Name: name, Destination: target }: Data) =>
    type === "volume" &&
    /^[0-9a-f]{64}$/.test(textOf(name) ?? "") &&
    (textOf(target) ?? "") in dataOf(image["Volumes"]);
  return listOf(container["Mounts"])
    .map(dataOf)
    .filter((one) => !isAnonymous(one));
}

export function volumesOf(container: Data, image: Data): string[] {
  return mountsBut(container, image).flatMap(({ Type: type, Name: name }) =>
    type === "volume" ? (textOf(name) ?? []) : [],
  );
}

export function networksOf(container: Data): string[] {
  const names = Object.keys(dataOf(dataOf(container["NetworkSettings"])["Networks"]));
  return names.filter((name) => !["bridge", "host", "none"].includes(name));
}

export function namespaces(project: string, container: Data, all: readonly Data[]): Data {
  const host = dataOf(container["HostConfig"]);
  const mode = textOf(host["NetworkMode"]) ?? "";
  const joined = (value: string | undefined) => {
    const id = /^container:(.*)$/.exec(value ?? "")?.[1];
    const peer = all.find((one) => one["Id"] === id || nameOf(one) === id);
    if (id !== undefined) return peer ? `service:${service(peer)}` : value;
    return value === "host" || value === "none" ? value : undefined;
  };
  const shares = { pid: joined(textOf(host["PidMode"])), ipc: joined(textOf(host["IpcMode"])) };
  if (joined(mode) !== undefined || mode === "bridge") return { network_mode: joined(mode) ?? mode, ...shares };
  const networks = dataOf(dataOf(container["NetworkSettings"])["Networks"]);
  const names = networksOf(container);
  if (
    names.length === 1 &&
    names[0] === `${project}_default` &&
    ownAliases(container, dataOf(networks[names[0]])).length === 0
  )
    return shares;
  const joins = names.map((name) => {
    const endpoint = dataOf(networks[name]);
    const { IPv4Address: four, IPv6Address: six } = dataOf(endpoint["IPAMConfig"]);
    const aliases = ownAliases(container, endpoint);
    const said = {
      ...(aliases.length > 0 && { aliases }),
      ...(four ? { ipv4_address: four } : {}),
      ...(six ? { ipv6_address: six } : {}),
    };
    return [keyOf(project, name), Object.keys(said).length > 0 ? said : null];
  });
  return { networks: Object.fromEntries(joins), ...shares };
}

/** Without those that Compose and the engine give by themselves. */
function ownAliases(container: Data, endpoint: Data): string[] {
  const given = [service(container), nameOf(container), (textOf(container["Id"]) ?? "").slice(0, 12)];
  return listOf(endpoint["Aliases"])
    .map(String)
    .filter((one) => !given.includes(one));
}
