import { expect, it } from "vitest";
import { orphansOf } from "../../lib/host/orphans.ts";
import { otherOwner, strangerOn } from "../../lib/host/owner.ts";
import type { HostContainer, Snapshot } from "../../lib/host/snapshot.ts";
import { findStrays } from "../../lib/host/strays.ts";
import type { HomelabModel } from "../../lib/model/index.ts";

interface Parts {
  readonly owner?: string;
  readonly project?: string;
  readonly service?: string;
  readonly volumes?: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
}

/** A container as the engine has it, of what is looked at here. */
function container(name: string, { owner, project = "app", service = name, volumes = [], more = {} }: Parts = {}) {
  const labels = {
    "com.docker.compose.project": project,
    "com.docker.compose.service": service,
    ...(owner !== undefined && { "homelab-stacks.homelab": owner }),
    ...more,
  };
  const mounts = volumes.map((one) => ({ Type: "volume", Name: one, Source: "", Destination: "/data", RW: true }));
  const config = { Image: "", Labels: labels, StopTimeout: 3 };
  return {
    Id: name,
    Name: `/${name}`,
    State: { Status: "running" },
    Config: config,
    Mounts: mounts,
  } as unknown as HostContainer;
}

const host = (...containers: HostContainer[]): Snapshot => ({ containers, networks: [], volumes: [] });
const network = { name: "app_default", labels: { "com.docker.compose.project": "app" } };

it.each([
  [
    "a container of another homelab",
    "container",
    { name: "web", labels: null },
    host(container("web", { owner: "beta" })),
    "beta",
  ],
  ["a container without the label", "container", { name: "web", labels: null }, host(container("web")), undefined],
  [
    "its own container",
    "container",
    { name: "web", labels: null },
    host(container("web", { owner: "alpha" })),
    undefined,
  ],
  ["a network of another's project", "network", network, host(container("web", { owner: "beta" })), "beta"],
  [
    "a network of a project of both",
    "network",
    network,
    host(container("a", { owner: "beta" }), container("b", { owner: "alpha" })),
    undefined,
  ],
  [
    "a network that another's container is only on",
    "network",
    network,
    host(container("web", { owner: "beta", project: "other" })),
    undefined,
  ],
  [
    "a volume that another's container mounts",
    "volume",
    { name: "app_data", labels: null },
    host(container("web", { owner: "beta", volumes: ["app_data"] })),
    "beta",
  ],
  [
    "a volume that nobody mounts",
    "volume",
    { name: "app_data", labels: null },
    host(container("web", { owner: "beta" })),
    undefined,
  ],
] as const)("%s", (_, kind, thing, snapshot, owner) => {
  expect(otherOwner(kind, thing, "alpha", snapshot)).toBe(owner);
});

it.each([
  ["a container of the project that it is named after", host(container("web", { volumes: ["app_data"] })), "web"],
  ["one of a project that borrows it", host(container("web", { project: "backup", volumes: ["app_data"] })), undefined],
  [
    "one that a homelab made beside it",
    host(container("web", { volumes: ["app_data"] }), container("own", { owner: "alpha", volumes: ["app_data"] })),
    undefined,
  ],
  ["one that has another volume", host(container("web", { volumes: ["app_more"] })), undefined],
] as const)("a moved volume and %s", (_, snapshot, stranger) => {
  expect(strangerOn("app_data", snapshot)?.Id).toBe(stranger);
});

const model = {
  name: "alpha",
  stacks: [{ name: "app", services: [{ key: "web", containerName: "app-web-1" }] }],
} as unknown as HomelabModel;
const own = { owner: "alpha" };
const folders = { root: "/lab", isOwnFolder: (path: string) => path.startsWith("/lab/compose/") };

it.each([
  ["the service's container", container("app-web-1", { ...own, service: "web" }), []],
  ["a renamed one", container("renamed", { ...own, service: "web" }), []],
  ["one of a service that is gone", container("app-old-1", own), [["app-old-1", true]]],
  ["one without the label", container("app-old-1"), []],
  ["another homelab's", container("app-old-1", { owner: "beta" }), []],
  ["what `docker compose run` started", container("x", { ...own, more: { "com.docker.compose.oneoff": "True" } }), []],
  [
    "one without the label, from the rendered files",
    container("app-old-1", { more: { "com.docker.compose.project.working_dir": "/lab/compose/app" } }),
    [["app-old-1", false]],
  ],
  ["one of an unknown stack", container("old-x-1", { ...own, project: "old" }), [["old-x-1", false]]],
  [
    "one of an unknown stack, from the project's folder",
    container("old-x-1", {
      ...own,
      project: "old",
      more: { "com.docker.compose.project.working_dir": "/lab/compose/old" },
    }),
    [["old-x-1", true]],
  ],
] as const)("as an orphan, %s", (_, one, expected) => {
  expect(orphansOf(model, [one], folders).map(({ name, isRemovable }) => [name, isRemovable])).toEqual(expected);
});

it("a container under the homelab's former name is an orphan where that name was given", () => {
  const former = [container("app-old-1", { owner: "before" }), container("app-other-1", { owner: "beta" })];
  expect(orphansOf(model, former, folders)).toEqual([]);
  const found = orphansOf(model, former, { ...folders, formerly: "before" });
  expect(found.map(({ name, isRemovable }) => [name, isRemovable])).toEqual([["app-old-1", true]]);
});

it("a second container of a service is an orphan", () => {
  const both = [container("app-web-1", { ...own, service: "web" }), container("app-web-2", { ...own, service: "web" })];
  expect(orphansOf(model, both, folders)).toEqual([
    {
      id: "app-web-2",
      name: "app-web-2",
      stack: "app",
      state: "running",
      grace: 3,
      volumes: [],
      isLabelled: true,
      isRemovable: true,
    },
  ]);
});

const folder = (path: string) => ({ more: { "com.docker.compose.project.working_dir": path } });

it.each([
  ["with the homelab's label", { ...own }, [], true],
  ["with another's label, asked for or not", { owner: "beta" }, ["app"], false],
  ["with no label", {}, [], false],
  ["from the rendered files", folder("/lab/compose/app"), [], true],
  ["from files elsewhere", folder("/srv/app"), [], false],
  ["from files elsewhere, asked for by its stack's name", folder("/srv/app"), ["app"], true],
  ["that has another name, asked for by it", {}, ["old-web"], true],
  ["asked for by the service's container's name", {}, ["app-web-1"], true],
] as const)("a service's container %s", (_, parts, adopted, ours) => {
  const full = {
    name: "alpha",
    stacks: [{ ...model.stacks[0], networks: [], volumes: [] }],
  } as unknown as HomelabModel;
  const claims = { isOwnFolder: (path: string) => path.startsWith("/lab/compose/"), adopted, known: new Set<string>() };
  const found = findStrays(full, host(container("old-web", { ...parts, service: "web" })), claims);
  expect(found.map((one) => [one.called, one.ours])).toEqual([["old-web", ours]]);
});

it("a Compose project of nobody's keeps its network, and its other containers are named, until it is asked for", () => {
  const network = { key: "default", name: "app_default", external: false };
  const stack = { ...model.stacks[0], networks: [network], volumes: [] };
  const full = { name: "alpha", stacks: [stack] } as unknown as HomelabModel;
  const labels = { "com.docker.compose.project": "app", "com.docker.compose.network": "default" };
  const networks = [{ Id: "net", Name: "app_default", Labels: labels }] as unknown as Snapshot["networks"];
  const found = (adopted: readonly string[], ...containers: HostContainer[]) => {
    const claims = { isOwnFolder: () => false, adopted, known: new Set(["known"]) };
    return findStrays(full, { ...host(...containers), networks }, claims).map(({ name, ours }) => [name, ours]);
  };
  const foreign = [container("theirs"), container("app-web-1", { service: "web" })];
  expect(found([], ...foreign)).toEqual([
    ["theirs", false],
    ["app-web-1", false],
    ["app_default", false],
  ]);
  const adopted = [
    ["app-web-1", true],
    ["app_default", true],
  ];
  expect(found(["app"], ...foreign)).toEqual(adopted);
  expect(found(["app-web-1"], ...foreign)).toEqual(adopted);
  expect(found([], container("known"))).toEqual([["app_default", true]]);
  expect(found([])).toEqual([["app_default", true]]);
});
