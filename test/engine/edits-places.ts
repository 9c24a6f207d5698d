import { config, host, over, type ServiceTable } from "./edits.ts";
import type { Inspected } from "./engine.ts";

const ports = ({ HostConfig }: Inspected) =>
  Object.entries((HostConfig["PortBindings"] ?? {}) as Record<string, { HostIp: string; HostPort: string }[]>).flatMap(
    ([port, bindings]) => bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}:${port}`),
  );

/** As the engine has them, with `!` before a folder that must be there. */
const mounts = ({ HostConfig }: Inspected) => {
  const strict = (HostConfig["Mounts"] ?? []) as readonly { readonly Source: string }[];
  return [...((HostConfig["Binds"] ?? []) as readonly string[]), ...strict.map(({ Source }) => `!${Source}`)].map(
    (one) => one.replace(/^[^/]*_/, ""),
  );
};

/** Those that have options, by their types. */
const withOptions = ({ HostConfig }: Inspected) =>
  ((HostConfig["Mounts"] ?? []) as readonly Readonly<Record<string, unknown>>[]).map((mount) => [
    mount["Type"],
    mount["Target"],
    ...["BindOptions", "VolumeOptions", "TmpfsOptions"].flatMap((options) =>
      Object.values(mount[options] ?? {}).filter((value) => typeof value !== "object"),
    ),
  ]);

/** The networks by key, each with the names that the container has there besides its own. */
const networks = ({ NetworkSettings, Name, Id }: Inspected) =>
  Object.fromEntries(
    Object.entries(NetworkSettings.Networks).map(([name, { Aliases }]) => [
      name.replace(/^.*_/, ""),
      (Aliases ?? []).filter((alias) => !Name.includes(alias) && !Id.startsWith(alias)),
    ]),
  );

const address = (family: "IPv4Address" | "IPv6Address") => (container: Inspected) => {
  const side = Object.entries(container.NetworkSettings.Networks).find(([name]) => name.endsWith("_side"))?.[1];
  return (side as { readonly IPAMConfig?: Record<string, string> } | undefined)?.IPAMConfig?.[family];
};

/** A namespace's kind, without the id of the container that it is of. */
const kind = (mode: string) => (container: Inspected) => String(container.HostConfig[mode]).replace(/:.*/, "");

/** What the provider has no input for, the hash tells. */
const ofAnother = ["it was made of another definition"] as const;

const nothingTwice = ["replaced", "replaced", "nothing"] as const;

/** What a container sees of others: ports, folders, networks, namespaces and names. */
export const placesEdits = {
  // The provider has no input for it: what is seen is that the container is another.
  expose: [
    over(
      { look: ({ Config }) => Object.keys(Config["ExposedPorts"] ?? {}), because: ofAnother },
      [undefined, []],
      [["9000"], []],
      [[9001], []],
    ),
  ],
  ports: [
    // What means something in a swarm alone.
    over(
      { look: ports, because: ofAnother },
      [[{ target: 80, published: 18969 }], ["127.0.0.1:18969:80/tcp"]],
      [[{ target: 80, published: 18969, name: "pages" }], ["127.0.0.1:18969:80/tcp"]],
      [[{ target: 80, published: 18969, name: "pages", appProtocol: "http" }], ["127.0.0.1:18969:80/tcp"]],
      [[{ target: 80, published: 18969, mode: "host" }], ["127.0.0.1:18969:80/tcp"]],
    ),
    over(
      ports,
      [undefined, []],
      [[{ target: 80, published: 18961 }], ["127.0.0.1:18961:80/tcp"]],
      [[{ target: 81, published: 18961 }], ["127.0.0.1:18961:81/tcp"]],
      [undefined, []],
    ),
    over(
      ports,
      [[{ target: 80, published: 18962 }], ["127.0.0.1:18962:80/tcp"]],
      [[{ target: 80, published: 18963 }], ["127.0.0.1:18963:80/tcp"]],
      [[{ target: 80, published: 18963, hostIp: "127.0.0.2" }], ["127.0.0.2:18963:80/tcp"]],
      [[{ target: 80, published: 18963, hostIp: "127.0.0.2", protocol: "udp" }], ["127.0.0.2:18963:80/udp"]],
    ),
    over(
      { look: (container) => ports(container).sort(), does: ["replaced", "nothing"] },
      [
        [
          { target: 80, published: 18965 },
          { target: 80, published: 18964, hostIp: "127.0.0.9" },
        ],
        ["127.0.0.1:18965:80/tcp", "127.0.0.9:18964:80/tcp"],
      ],
      [
        [
          { target: 80, published: 18964, hostIp: "127.0.0.9" },
          { target: 80, published: 18964, hostIp: "127.0.0.10" },
          { target: 80, published: 18964, hostIp: "::1" },
          { target: 80, published: 9964, hostIp: "127.0.0.9" },
        ],
        ["127.0.0.10:18964:80/tcp", "127.0.0.9:18964:80/tcp", "127.0.0.9:9964:80/tcp", "::1:18964:80/tcp"],
      ],
      // In another order, which means nothing.
      [
        [
          { target: 80, published: 9964, hostIp: "127.0.0.9" },
          { target: 80, published: 18964, hostIp: "::1" },
          { target: 80, published: 18964, hostIp: "127.0.0.10" },
          { target: 80, published: 18964, hostIp: "127.0.0.9" },
        ],
        ["127.0.0.10:18964:80/tcp", "127.0.0.9:18964:80/tcp", "127.0.0.9:9964:80/tcp", "::1:18964:80/tcp"],
      ],
    ),
  ],
  volumes: [
    over(
      mounts,
      [undefined, []],
      [({ volumes }) => [{ volume: volumes[0], target: "/a" }], ["one:/a:rw"]],
      [({ volumes }) => [{ volume: volumes[1], target: "/a" }], ["two:/a:rw"]],
      [undefined, []],
    ),
    over(
      mounts,
      [({ volumes }) => [{ volume: volumes[0], target: "/a" }], ["one:/a:rw"]],
      [({ volumes }) => [{ volume: volumes[0], target: "/b" }], ["one:/b:rw"]],
      [({ volumes }) => [{ volume: volumes[0], target: "/b", readOnly: true }], ["one:/b:ro"]],
      [[{ bind: "/tmp/edits-one", target: "/b", readOnly: true }], ["/tmp/edits-one:/b:ro"]],
    ),
    over(
      mounts,
      [[{ bind: "/tmp/edits-one/", target: "/b" }], ["/tmp/edits-one/:/b:rw"]],
      [[{ bind: "/tmp/edits-two", target: "/b" }], ["/tmp/edits-two:/b:rw"]],
      [[{ bind: "/tmp/edits-two", target: "/b", selinux: "z" }], ["/tmp/edits-two:/b:rw,z"]],
      [[{ bind: "/tmp/edits-two", target: "/b", createHostPath: false }], ["!/tmp/edits-two"]],
    ),
    over(
      withOptions,
      [({ volumes }) => [{ volume: volumes[0], target: "/a", noCopy: true }], [["volume", "/a", true]]],
      [({ volumes }) => [{ volume: volumes[0], target: "/a", subpath: "." }], [["volume", "/a", "."]]],
      [[{ bind: "/tmp/edits-one", target: "/a", propagation: "private" }], [["bind", "/a", "private"]]],
      [[{ bind: "/tmp/edits-one", target: "/a", propagation: "rprivate" }], [["bind", "/a", "rprivate"]]],
    ),
    over(
      withOptions,
      [[{ tmpfs: {}, target: "/a" }], [["tmpfs", "/a"]]],
      [[{ tmpfs: { size: "1000000" }, target: "/a" }], [["tmpfs", "/a", 1_000_000]]],
      [[{ tmpfs: { size: "1000000", mode: "0700" }, target: "/a" }], [["tmpfs", "/a", 1_000_000, 0o700]]],
      [[{ tmpfs: { size: "2m", mode: "1777" }, target: "/a", readOnly: true }], [["tmpfs", "/a", 2 ** 21, 0o1777]]],
    ),
  ],
  tmpfs: [
    over(
      host("Tmpfs"),
      [undefined, undefined],
      [{ "/a": "size=1m" }, { "/a": "size=1m" }],
      [{ "/a": "size=2m" }, { "/a": "size=2m" }],
      [undefined, undefined],
    ),
  ],
  networks: [
    over(
      networks,
      [undefined, { default: [] }],
      [({ side }) => [side], { side: [] }],
      [({ side }) => [{ network: side, aliases: ["elsewhere"] }], { side: ["elsewhere"] }],
      [undefined, { default: [] }],
    ),
    over(
      ({ NetworkSettings }) =>
        Object.values(NetworkSettings.Networks).map(
          (one) => (one as { readonly DriverOpts?: object | null }).DriverOpts ?? {},
        ),
      [undefined, [{}]],
      [({ side }) => [{ network: side, driverOpts: { "edits.test": "1" } }], [{ "edits.test": "1" }]],
      [({ side }) => [{ network: side, driverOpts: { "edits.test": "2" }, gwPriority: 1 }], [{ "edits.test": "2" }]],
      [({ side }) => [side], [{}]],
    ),
    over(
      address("IPv4Address"),
      [({ side }) => [{ network: side, ipv4Address: "10.214.1.20" }], "10.214.1.20"],
      [({ side }) => [{ network: side, ipv4Address: "10.214.1.21" }], "10.214.1.21"],
      [({ side }) => [side], undefined],
    ),
    over(
      address("IPv6Address"),
      [({ side }) => [{ network: side, ipv6Address: "fd00:214:1::20" }], "fd00:214:1::20"],
      [({ side }) => [{ network: side, ipv6Address: "fd00:214:1::21" }], "fd00:214:1::21"],
      [({ side }) => [side], undefined],
    ),
  ],
  networkMode: [
    over(
      { look: kind("NetworkMode"), because: [["network_mode", "networks"], ["network_mode"], ["network_mode"]] },
      [undefined, "bridge"],
      ["none", "none"],
      ["host", "host"],
      [({ peers }) => ({ service: peers[0] }), "container"],
    ),
    over(
      { look: kind("NetworkMode"), because: ["network_mode"] },
      [({ peers }) => ({ service: peers[0] }), "container"],
      [({ peers }) => ({ service: peers[1] }), "container"],
    ),
  ],
  pid: [
    over(
      { look: kind("PidMode"), because: [["pid", "security_opt"], ["pid", "security_opt"], ["pid"]] },
      [undefined, ""],
      ["host", "host"],
      [({ peers }) => ({ service: peers[0] }), "container"],
      [undefined, ""],
    ),
    over(
      { look: kind("PidMode") },
      [({ peers }) => ({ service: peers[0] }), "container"],
      [({ peers }) => ({ service: peers[1] }), "container"],
    ),
  ],
  ipc: [
    over(
      { look: kind("IpcMode"), because: [["ipc"], ["ipc", "security_opt"], ["ipc", "security_opt"]] },
      [undefined, "private"],
      ["shareable", "shareable"],
      ["host", "host"],
      [({ peers }) => ({ service: peers[0] }), "container"],
    ),
    over(
      { look: kind("IpcMode") },
      [({ peers }) => ({ service: peers[0] }), "container"],
      [({ peers }) => ({ service: peers[1] }), "container"],
    ),
  ],
  readOnly: [
    over(
      { look: host("ReadonlyRootfs"), does: nothingTwice },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  hostname: [
    over(
      ({ Config, Id }) => (Id.startsWith(String(Config["Hostname"])) ? "its id" : Config["Hostname"]),
      [undefined, "its id"],
      ["one", "one"],
      ["two", "two"],
      [undefined, "its id"],
    ),
  ],
  domainname: [
    over(
      config("Domainname"),
      [undefined, ""],
      ["one.example", "one.example"],
      ["two.example", "two.example"],
      [undefined, ""],
    ),
  ],
  extraHosts: [
    over(
      host("ExtraHosts"),
      [undefined, null],
      [{ nas: "10.0.0.9" }, ["nas:10.0.0.9"]],
      [{ nas: "10.0.0.8" }, ["nas:10.0.0.8"]],
      [undefined, null],
    ),
    over(
      host("ExtraHosts"),
      [{ nas: "fd00::9" }, ["nas:fd00::9"]],
      [{ nas: "fd00::8" }, ["nas:fd00::8"]],
      [{ nas: "10.0.0.8" }, ["nas:10.0.0.8"]],
    ),
  ],
  dns: [
    over(host("Dns"), [undefined, null], ["1.1.1.1", ["1.1.1.1"]], ["9.9.9.9", ["9.9.9.9"]], [undefined, null]),
    over(
      // The provider has an order of its own.
      ({ HostConfig }) => [...(HostConfig["Dns"] as string[])].sort(),
      [
        ["1.1.1.1", "9.9.9.9"],
        ["1.1.1.1", "9.9.9.9"],
      ],
      [
        ["8.8.8.8", "9.9.9.9"],
        ["8.8.8.8", "9.9.9.9"],
      ],
    ),
  ],
  dnsSearch: [
    over(
      { look: host("DnsSearch"), because: ["dns_search"] },
      [undefined, null],
      ["lan", ["lan"]],
      [["home.arpa"], ["home.arpa"]],
      [undefined, null],
    ),
  ],
  dnsOpt: [
    over(
      { look: host("DnsOptions"), because: ["dns_opt"] },
      [undefined, null],
      [["ndots:1"], ["ndots:1"]],
      [["ndots:2"], ["ndots:2"]],
      [undefined, null],
    ),
  ],
  pullPolicy: [
    over({ look: host("Privileged"), does: "nothing" }, [undefined, false], ["missing", false], ["never", false]),
  ],
} satisfies Partial<ServiceTable>;
