import { describe, expect, it } from "vitest";
import {
  ConfigFile,
  Homelab,
  Network,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  text,
  Volume,
} from "../../../lib/core/index.ts";
import { build } from "../../../lib/model/index.ts";
import { plan } from "../../../lib/targets/pulumi/plan.ts";
import type { PlannedResource } from "../../../lib/targets/pulumi/resource.ts";

const image = "docker.io/library/nginx:1.30.4";

/** The plan of a homelab of one stack `web` whose service `app` has these properties. */
function planned(props: Partial<ServiceProps> = {}, more: (stack: Stack, app: Service) => void = () => {}) {
  const lab = new Homelab("kite", { timezone: "Europe/Oslo" });
  const stack = new Stack(lab, "web");
  const app = new Service(stack, "app", { image, ...props });
  more(stack, app);
  return plan(modelOf(lab));
}

function modelOf(lab: Homelab) {
  const { model, problems } = build(lab);
  expect(problems.filter((problem) => problem.level === "error")).toEqual([]);
  return model;
}

function one(resources: readonly PlannedResource[], type: string, name: string): PlannedResource {
  const found = resources.filter((resource) => resource.type === type && resource.name === name);
  expect(found).toHaveLength(1);
  return found[0] as PlannedResource;
}

function args(props: Partial<ServiceProps> = {}): PlannedResource["args"] {
  return one(planned(props), "Container", "kite/web-app-1").args;
}

function labels({ args: { labels: list } }: PlannedResource): Record<string, unknown> {
  return Object.fromEntries((list as { label: string; value: unknown }[]).map(({ label, value }) => [label, value]));
}

describe("a service of several containers", () => {
  const resources = planned({ replicas: 3 }, (stack, app) => new Service(stack, "after", { image, dependsOn: [app] }));
  const names = ["web-app-1", "web-app-2", "web-app-3"];

  it("is as many resources, each with its own name and number and the same hash", () => {
    const containers = names.map((name) => one(resources, "Container", `kite/${name}`));
    expect(containers.map(({ args }) => args["name"])).toEqual(names);
    expect(containers.map((each) => labels(each)["com.docker.compose.container-number"])).toEqual(["1", "2", "3"]);
    const hashes = containers.map((each) => JSON.stringify(labels(each)["com.docker.compose.config-hash"]));
    expect(new Set(hashes).size).toBe(1);
    expect(containers.map(({ args }) => args["networksAdvanced"])).toMatchObject(
      names.map((name) => [{ aliases: [name, "app"] }]),
    );
  });

  it("is waited for as a whole", () => {
    const { options } = one(resources, "Container", "kite/web-after-1");
    expect(options.dependsOn?.slice(1)).toEqual(names.map((name) => ({ type: "Container", name: `kite/${name}` })));
  });

  it("may be one of no containers", () => {
    expect(planned({ replicas: 0 }).filter(({ type }) => type === "Container")).toEqual([]);
  });
});

describe("a container", () => {
  it("is named as Compose names it, runs the image by name, and waits for all images", () => {
    const container = one(
      planned({}, (stack) => new Service(stack, "other", { image: "docker.io/library/redis:8" })),
      "Container",
      "kite/web-app-1",
    );
    expect(container.args).toMatchObject({ name: "web-app-1", image });
    expect(container.options.dependsOn).toEqual([
      { type: "RemoteImage", name: "kite/docker.io/library/nginx:1.30.4" },
      { type: "RemoteImage", name: "kite/docker.io/library/redis:8" },
    ]);
    expect(container.options).toMatchObject({ deleteBeforeReplace: true, replaceOnChanges: ["#initerror"] });
  });

  it("carries Compose's labels, and nothing that depends on where the command is run", () => {
    expect(labels(one(planned({ labels: { a: "1" } }), "Container", "kite/web-app-1"))).toEqual({
      a: "1",
      "com.docker.compose.config-hash": { $hash: { path: "web/app", joins: [] } },
      "com.docker.compose.container-number": "1",
      "com.docker.compose.depends_on": "",
      "com.docker.compose.image": {
        $imageLabel: { image: { type: "RemoteImage", name: `kite/${image}` }, container: "web-app-1" },
      },
      "com.docker.compose.oneoff": "False",
      "com.docker.compose.project": "web",
      "com.docker.compose.service": "app",
      "com.docker.compose.version": "5.0.0",
      "homelab-stacks.homelab": "kite",
    });
  });

  it("says where its files are once they lie at a place of their own", () => {
    const model = modelOf(new Homelab("kite"));
    expect(plan(model, { composeDir: "/opt/stacks" })).toEqual([]);
    const lab = new Homelab("kite");
    new Service(new Stack(lab, "web"), "app", { image });
    const container = one(plan(modelOf(lab), { composeDir: "/opt/stacks" }), "Container", "kite/web-app-1");
    expect(labels(container)).toMatchObject({
      "com.docker.compose.project.config_files": "/opt/stacks/web/compose.yaml",
      "com.docker.compose.project.working_dir": "/opt/stacks/web",
    });
  });

  it("has no empty input, which would be a difference at every run", () => {
    const empty = (value: unknown): boolean =>
      value === undefined || value === "" || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
    expect(
      Object.entries(args({ command: [], capDrop: [], healthcheck: {} })).filter(([, value]) => empty(value)),
    ).toEqual([]);
  });

  it("never holds the value of a secret, only its place", () => {
    const resources = planned({}, (stack, app) => {
      const password = Secret.generated(stack, "password");
      app.override({
        environment: { URL: text`redis://:${password.uriEncoded}@cache`, FILE: password.file({ target: "/key" }) },
        configs: [new ConfigFile(stack, "conf", { target: "/etc/conf", content: { text: text`p=${password}` } })],
      });
    });
    expect(one(resources, "Container", "kite/web-app-1").args).toMatchObject({
      envs: [
        "FILE=/key",
        "TZ=Europe/Oslo",
        { $text: ["URL=", "redis://:", { secret: "WEB_PASSWORD", encode: "uri" }, "@cache"] },
      ],
      uploads: [
        {
          file: "/etc/conf",
          content: { $text: ["p=", { secret: "WEB_PASSWORD", encode: "none" }] },
          permissions: "0444",
        },
        { file: "/key", content: { $text: [{ secret: "WEB_PASSWORD", encode: "none" }] }, permissions: "0444" },
      ],
    });
  });

  it.each<[string, Partial<ServiceProps>, Record<string, unknown>]>([
    ["memory in MiB, with the swap that Docker adds", { memLimit: "1g" }, { memory: 1024, memorySwap: 2048 }],
    ["a whole number of cores", { cpus: 1 }, { cpus: "1.0" }],
    ["ten cores", { cpus: 10 }, { cpus: "10." }],
    ["half a core", { cpus: 0.5 }, { cpus: "0.5" }],
    ["cores that the provider reads back wrong", { cpus: 0.05 }, { cpuPeriod: 100000, cpuQuota: 5000 }],
    [
      "capabilities as the engine spells them",
      { capAdd: ["CHOWN"] },
      { capabilities: { adds: ["CAP_CHOWN"], drops: ["ALL"] } },
    ],
    ["the stop grace, also for the provider", { stopGracePeriod: "90s" }, { stopTimeout: 90, destroyGraceSeconds: 90 }],
    [
      "a port with its address",
      { ports: [{ target: 80, published: 8080 }] },
      { ports: [{ internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" }] },
    ],
    [
      "ports of every address, one that is free among them",
      { ports: [{ target: 80, hostIp: "" }] },
      {
        ports: [
          { internal: 80, ip: "0.0.0.0", protocol: "tcp" },
          { internal: 80, ip: "::", protocol: "tcp" },
        ],
      },
    ],
    ["as much swap as there is", { memLimit: "1g", memswapLimit: "-1" }, { memory: 1024, memorySwap: -1 }],
    ["a restart with a count", { restart: "on-failure:3" }, { restart: "on-failure", maxRetryCount: 3 }],
    [
      "a folder that may be made",
      { volumes: [{ bind: "/srv/a", target: "/a" }] },
      { volumes: [{ hostPath: "/srv/a", containerPath: "/a" }] },
    ],
    [
      "a folder that must exist",
      { volumes: [{ bind: "/srv/a", target: "/a", createHostPath: false }] },
      { mounts: [{ type: "bind", source: "/srv/a", target: "/a", readOnly: false }] },
    ],
    [
      "no healthcheck, which is not waited for",
      { healthcheck: "none" },
      { healthcheck: { tests: ["NONE"] }, mustRun: true },
    ],
    [
      "SELinux's labels off where the engine turns them off",
      { pid: "host" },
      { securityOpts: ["no-new-privileges:true", "label=disable"] },
    ],
    ["a one-shot, which may end", { oneShot: true }, { mustRun: false, restart: "no" }],
  ])("has %s", (_, props, expected) => {
    expect(args(props)).toMatchObject(expected);
  });

  it("has with the baseline `docker` what is written, and what keeps the provider from changing it", () => {
    const { labels: _, ...rest } = args({ baseline: "docker", memLimit: "64m" });
    expect(rest).toEqual({
      name: "web-app-1",
      image,
      networksAdvanced: expect.anything(),
      memory: 64,
      memorySwap: 128,
      restart: "no",
      destroyGraceSeconds: 10,
      mustRun: true,
      removeVolumes: false,
    });
  });

  it("has the timings of its healthcheck spelt as they are read back, and is not the provider's to wait for", () => {
    const healthcheck = { test: ["CMD", "true"], interval: "90s", timeout: "10s", retries: 4, startPeriod: "1m" };
    expect(args({ healthcheck })).toMatchObject({
      healthcheck: { tests: ["CMD", "true"], interval: "1m30s", timeout: "10s", retries: 4, startPeriod: "1m0s" },
    });
    expect(args({ healthcheck })).not.toHaveProperty("wait");
  });
});

describe("the order", () => {
  it("is that of the references, and of a one-shot its success is asked for", () => {
    const resources = planned({}, (stack, app) => {
      const init = new Service(stack, "a-init", { image, oneShot: true });
      app.override({ dependsOn: [init] });
    });
    const names = resources.filter((resource) => resource.type === "Container").map((resource) => resource.name);
    expect(names).toEqual(["kite/web-a-init-1", "kite/web-app-1"]);
    const init = { type: "Container", name: "kite/web-a-init-1" };
    const { options } = one(resources, "Container", "kite/web-app-1");
    expect(options.settled).toEqual([init]);
    expect(options.dependsOn).toContainEqual(init);
  });

  it("has every resource after what it refers to", () => {
    const resources = planned({}, (stack, app) => {
      const volume = new Volume(stack, "data", { class: "data" });
      app.override({ volumes: [{ volume, target: "/data" }], networks: [new Network(stack, "back")] });
      new Service(stack, "side", { image, networkMode: { service: app }, pid: { service: app } });
    });
    const seen = new Set<string>();
    for (const resource of resources) {
      for (const [, type, name] of JSON.stringify(resource).matchAll(/"type":"([A-Z]\w+)","name":"([^"]+)"/g)) {
        if (name !== resource.name) expect(seen).toContain(`${type} ${name}`);
      }
      seen.add(`${resource.type} ${resource.name}`);
    }
    const side = one(resources, "Container", "kite/web-side-1");
    const container = { type: "Container", name: "kite/web-app-1" };
    expect(side.args).toMatchObject({
      networkMode: { $output: { ...container, property: "id", prefix: "container:" } },
      pidMode: { $output: { ...container, property: "id", prefix: "container:" } },
    });
    expect(side.args).not.toHaveProperty("networksAdvanced");
    expect(labels(side)["com.docker.compose.config-hash"]).toEqual({
      $hash: { path: "web/side", joins: [{ service: "app", container }] },
    });
  });
});

it("gives a container that joins another's network the domain that the engine will give it", () => {
  const resources = planned({ domainname: "example.com" }, (stack, app) => {
    new Service(stack, "side", { image, networkMode: { service: app } });
  });
  expect(one(resources, "Container", "kite/web-side-1").args).toMatchObject({ domainname: "example.com" });
});

describe("a volume", () => {
  const resources = planned({}, (stack, app) => {
    const volume = new Volume(stack, "data", { class: "data" });
    app.override({ volumes: [{ volume, target: "/data" }] });
  });

  it("is deleted by nothing, and its labels are constant", () => {
    const volume = one(resources, "Volume", "kite/web_data");
    expect(volume.options).toMatchObject({ retainOnDelete: true, ignoreChanges: ["driver", "driverOpts", "labels"] });
    expect(labels(volume)).toEqual({ "com.docker.compose.project": "web", "com.docker.compose.volume": "data" });
  });

  it("is mounted by what the engine calls it", () => {
    const volume = { type: "Volume", name: "kite/web_data" };
    expect(one(resources, "Container", "kite/web-app-1").args["volumes"]).toEqual([
      { volumeName: { $output: { ...volume, property: "name" } }, containerPath: "/data" },
    ]);
  });

  it("that is somebody else's, or a folder, is no resource", () => {
    const foreign = planned({}, (stack, app) => {
      const media = new Volume(stack, "media", { class: "media", external: "nas" });
      const folder = new Volume(stack, "folder", { class: "data", storage: { bind: "/srv" } });
      app.override({
        volumes: [
          { volume: media, target: "/media" },
          { volume: folder, target: "/folder" },
        ],
      });
    });
    expect(foreign.filter((resource) => resource.type === "Volume")).toEqual([]);
    expect(one(foreign, "Container", "kite/web-app-1").args["volumes"]).toEqual([
      { hostPath: "/srv/web/folder", containerPath: "/folder" },
      { volumeName: "nas", containerPath: "/media" },
    ]);
  });
});

describe("a network", () => {
  it("has constant labels and its stack as the parent", () => {
    const network = one(planned(), "Network", "kite/web_default");
    expect(network.args).toMatchObject({ name: "web_default", driver: "bridge" });
    expect(labels(network)).toEqual({ "com.docker.compose.network": "default", "com.docker.compose.project": "web" });
    expect(network.options.parent).toEqual({ type: "Stack", name: "kite/web" });
  });

  it("gives a container its own name and its service's", () => {
    expect(args()["networksAdvanced"]).toEqual([
      {
        name: { $output: { type: "Network", name: "kite/web_default", property: "name" } },
        aliases: ["web-app-1", "app"],
      },
    ]);
  });
});

it("is the same, whatever the order in which the definition was written", () => {
  const lab = (order: readonly string[]) => {
    const root = new Homelab("kite");
    for (const name of order) new Service(new Stack(root, name), "app", { image: `docker.io/library/${name}:1` });
    return plan(modelOf(root));
  };
  expect(lab(["b", "c", "a"])).toEqual(lab(["a", "b", "c"]));
});
