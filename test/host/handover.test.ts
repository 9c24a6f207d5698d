import { Homelab, Network, Service, type ServiceProps, Stack, Volume } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { handover, handoverLines } from "../../lib/host/handover.ts";
import { build, type HomelabModel } from "../../lib/model/index.ts";
import { hostOf } from "./running.ts";

/** What Pulumi's state has, and whether what lies in any folder is the homelab's. */
const claims = (known: readonly string[] = [], isOwnFolder = false) => ({
  ...{ known: new Set(known), isOwnFolder: () => isOwnFolder, adopted: [] },
});

const run = { image: "busybox:1.37", command: ["sleep", "3600"], stopGracePeriod: "1s" } as const;

/** What is exclusive, as a service has it; `n` is which one of two. */
const things: Readonly<Record<string, (stack: Stack, n: number) => Partial<ServiceProps>>> = {
  volume: (stack, n) => ({ volumes: [{ volume: volumeOf(stack, n), target: "/data" }] }),
  folder: (_, n) => ({ volumes: [{ bind: `/srv/${n}`, target: "/data" }] }),
  "folder in a folder": (_, n) => ({
    volumes: [{ bind: `/srv/${n}/deep`.slice(0, n === 1 ? 6 : 11), target: "/data" }],
  }),
  "host port": (_, n) => ({ ports: [{ target: 80, published: 8000 + n, hostIp: n === 1 ? "0.0.0.0" : "127.0.0.1" }] }),
  "UDP port": (_, n) => ({ ports: [{ target: 53, published: 5300 + n, protocol: "udp" }] }),
  address: (stack, n) => ({ networks: [{ network: networkOf(stack), ipv4Address: `10.9.0.1${n}` }] }),
  device: (_, n) => ({ devices: [{ source: `/dev/ttyUSB${n}`, target: "/dev/stick" }] }),
};

/** The volumes and the network keep their names on the engine wherever they are. */
function volumeOf(stack: Stack, n: number): Volume {
  const there = stack.node.tryFindChild(`v${n}`);
  return there instanceof Volume ? there : new Volume(stack, `v${n}`, { class: "data", external: `v${n}` });
}

function networkOf(stack: Stack): Network {
  const there = stack.node.tryFindChild("lan");
  return there instanceof Network ? there : new Network(stack, "lan", { external: "lan" });
}

/** `stack/id` of each service, and which of the two things it has. */
type Layout = Readonly<Record<string, 1 | 2 | 0>>;

function modelOf(layout: Layout, thing: (stack: Stack, n: number) => Partial<ServiceProps>): HomelabModel {
  const lab = new Homelab("hand");
  for (const [path, n] of Object.entries(layout)) {
    const [stackId = "", id = ""] = path.split("/");
    const stack = (lab.node.tryFindChild(stackId) as Stack | undefined) ?? new Stack(lab, stackId);
    new Service(stack, id, { ...run, ...(n === 0 ? {} : thing(stack, n)) });
  }
  return build(lab).model;
}

const causes: Readonly<Record<string, readonly [before: Layout, after: Layout, stops: readonly string[]]>> = {
  rename: [{ "a/old": 1 }, { "a/new": 1 }, ["a-old-1"]],
  "move to another stack": [{ "a/app": 1 }, { "b/app": 1 }, ["a-app-1"]],
  "hand over": [{ "a/app": 1 }, { "a/app": 0, "a/proxy": 1 }, ["a-app-1"]],
  swap: [{ "a/one": 1, "a/two": 2 }, { "a/one": 2, "a/two": 1 }, ["a-two-1", "a-one-1"]],
  "remove and reuse": [{ "a/one": 1, "a/two": 2 }, { "a/one": 2 }, ["a-two-1"]],
  "remove without reuse": [{ "a/one": 1, "a/two": 2 }, { "a/one": 1 }, []],
  "nothing at all": [{ "a/one": 1, "a/two": 2 }, { "a/one": 1, "a/two": 2 }, []],
};

const table = Object.entries(things).flatMap(([name, thing]) =>
  Object.entries(causes).map(([cause, row]) => [name, cause, thing, row] as const),
);

describe("what only one may hold", () => {
  it.each(table)("%s: %s", (_, __, thing, [before, after, stops]) => {
    const host = hostOf(modelOf(before, thing));
    const known = claims(host.containers.map(({ Id }) => Id));
    const found = handover(modelOf(after, thing), host, known);
    expect(found.stops.map(({ container }) => container).sort()).toEqual([...stops].sort());
    expect(found.problems).toEqual([]);
  });

  it("is said in plain words", () => {
    const port = things["host port"] as (typeof things)[string];
    const host = hostOf(modelOf({ "a/database": 1 }, port));
    const known = claims(host.containers.map(({ Id }) => Id));
    expect(handoverLines(handover(modelOf({ "a/db": 1 }, port), host, known))).toEqual([
      "a-database-1 stops before a-db-1 starts: it has the host port 0.0.0.0:8001",
    ]);
  });
});

describe("somebody else's container", () => {
  const port = things["host port"] as (typeof things)[string];

  it("is named, and not stopped", () => {
    const host = hostOf(modelOf({ "theirs/app": 1 }, port));
    const found = handover(modelOf({ "a/db": 1 }, port), host, claims());
    expect(found.stops).toEqual([]);
    expect(found.problems).toMatchObject([
      { code: "HL754", message: expect.stringContaining("the container theirs-app-1") },
    ]);
  });

  it("with the host's network is not said to have a port that it may not use", () => {
    const host = hostOf(modelOf({ "theirs/metrics": 1 }, () => ({ networkMode: "host" })));
    expect(handover(modelOf({ "a/db": 1 }, port), host, claims())).toEqual({ stops: [], networks: [], problems: [] });
  });

  it.each([
    ["reads all that the engine has", "/var/lib/docker", true, 0],
    ["manages all volumes", "/var/lib/docker/volumes", false, 0],
    ["reads the volume", "/var/lib/docker/volumes/a_data/_data", true, 0],
    ["writes to it", "/var/lib/docker/volumes/a_data/_data", false, 1],
    ["writes below it", "/var/lib/docker/volumes/a_data/_data/deep", false, 1],
    ["reads the folder above ours", "/srv/old", true, 0],
    ["writes to the folder above ours", "/srv/old", false, 1],
    ["writes below our folder", "/srv/old/data/deep", false, 1],
  ])("that %s: %s", (_, bind, readOnly, count) => {
    const ours = modelOf({ "a/db": 1 }, (stack) => {
      const isFolder = bind.startsWith("/srv");
      const storage = isFolder ? { path: "/srv/old/data" } : "named";
      return { volumes: [{ volume: new Volume(stack, "data", { class: "data", storage }), target: "/data" }] };
    });
    const theirs = hostOf(modelOf({ "theirs/app": 1 }, () => ({ volumes: [{ bind, target: "/host", readOnly }] })));
    const { stops, problems } = handover(ours, { ...theirs, volumes: hostOf(ours).volumes }, claims());
    expect([stops, problems.map(({ code }) => code)]).toEqual([[], Array.from({ length: count }, () => "HL754")]);
  });

  it("may share folders and devices", () => {
    for (const name of ["folder", "device"]) {
      const thing = things[name] as (typeof things)[string];
      const found = handover(modelOf({ "a/db": 1 }, thing), hostOf(modelOf({ "theirs/app": 1 }, thing)), claims());
      expect(found).toEqual({ stops: [], networks: [], problems: [] });
    }
  });
});

describe("a container that Compose made under another name", () => {
  const port = things["host port"] as (typeof things)[string];
  const app = hostOf(modelOf({ "a/app": 1 }, port));
  const named = {
    ...app,
    containers: app.containers.map((one) => {
      const Labels = { ...one.Config.Labels, "com.docker.compose.project.working_dir": "/srv/compose/a" };
      return { ...one, Id: "kuma", Name: "/kuma", Config: { ...one.Config, Labels } };
    }),
  };

  it("is replaced in place where it is the service's, else it stops", () => {
    const ofOurFiles = claims([], true);
    expect(handover(modelOf({ "a/app": 1 }, port), named, ofOurFiles).stops).toEqual([]);
    expect(handover(modelOf({ "a/other": 1 }, port), named, ofOurFiles).stops).toMatchObject([{ container: "kuma" }]);
    // By Pulumi, the name is part of the resource's: it makes the new one first.
    expect(handover(modelOf({ "a/app": 1 }, port), named, claims(["kuma"])).stops).toMatchObject([
      { container: "kuma" },
    ]);
  });

  it("is left alone where it is nobody's, in a project of ours too", () => {
    const found = handover(modelOf({ "a/other": 1 }, port), named, claims());
    expect(found.stops).toEqual([]);
    expect(found.problems).toMatchObject([{ code: "HL754", message: expect.stringContaining("the container kuma") }]);
  });
});

describe("a subnet", () => {
  const ipam = [{ subnet: "10.8.0.0/24", gateway: "10.8.0.1" }];
  const lab = (id: string) => {
    const stack = new Stack(new Homelab("hand"), "a");
    new Service(stack, "app", { ...run, networks: [new Network(stack, id, { ipam })] });
    return build(stack.node.root as Homelab).model;
  };

  it("that goes to another network removes the one that has it, once nothing runs on it", () => {
    const host = hostOf(lab("old"));
    const found = handover(lab("new"), host, claims(["a-app-1"]));
    expect(found.networks).toEqual([{ id: "a_old", name: "a_old", before: "a_new" }]);
    expect(found.stops).toMatchObject([{ container: "a-app-1" }]);
  });

  it("that somebody else's network has is a problem", () => {
    const host = hostOf(lab("old"));
    const theirs = host.networks.map((one) => ({ ...one, Name: "theirs", Id: "theirs", Labels: null }));
    const found = handover(lab("new"), { ...host, containers: [], networks: theirs }, claims());
    expect(found.problems).toMatchObject([
      { code: "HL754", message: expect.stringContaining("the network theirs has") },
    ]);
  });
});
