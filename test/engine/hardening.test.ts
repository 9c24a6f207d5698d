import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Homelab, MariaDB, Postgres, Redis, Stack, Valkey } from "homelab-stacks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { envVariables, renderCompose } from "../../lib/targets/compose/index.ts";
import { engine, waitFor } from "./engine.ts";

// The servers under the components' own settings: what their main process may do, and that it could not do with less.
// All containers of a kind, on volumes and in folders, whole and with each capability less, come up at once.

/** Of linux/capability.h, the bit of each that a component adds. */
const bits: Readonly<Record<string, bigint>> = {
  CHOWN: 0n,
  DAC_OVERRIDE: 1n,
  FOWNER: 3n,
  SETGID: 6n,
  SETUID: 7n,
  SETPCAP: 8n,
};
const kinds = {
  mariadb: (stack: Stack, id: string) => new MariaDB(stack, id).service,
  postgres: (stack: Stack, id: string) => new Postgres(stack, id).service,
  redis: (stack: Stack, id: string) => new Redis(stack, id, { persistent: true }).service,
  valkey: (stack: Stack, id: string) => new Valkey(stack, id, { persistent: true }).service,
  "redis cache": (stack: Stack, id: string) => new Redis(stack, id).service,
  "valkey cache": (stack: Stack, id: string) => new Valkey(stack, id).service,
} as const;
type Kind = keyof typeof kinds;
type Storage = "volume" | "folder";
const projects: Readonly<Record<Storage, string>> = { volume: "hard-volume", folder: "hard-folder" };

let folder: string;
let image = "";

beforeAll(async () => {
  await engine.cleanup(Object.values(projects));
  folder = await mkdtemp(join(tmpdir(), "hard-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function clean(): Promise<void> {
  await engine.cleanup(Object.values(projects));
  // What a server has made belongs to the server's user: the one who runs the tests need not be root.
  const emptied = ["--volume", `${join(folder, "data")}:/data`, "--entrypoint", "sh", image, "-c", "rm -rf /data/*"];
  if (image !== "") await engine.docker(["run", "--rm", ...emptied]);
}

function declared(kind: Kind): readonly string[] {
  return kinds[kind](new Stack(new Homelab("kite"), "any"), "server").effectiveProps.capAdd ?? [];
}

/** The capabilities that a kind is tried without. A cache is the same image, started in the same way. */
function lessened(kind: Kind): readonly string[] {
  return kind.endsWith("cache") ? [] : declared(kind);
}

/** The name of the service with all of its capabilities, or without one. */
const nameOf = (without?: string) =>
  without === undefined ? "whole" : `no-${without.toLowerCase()}`.replace("_", "-");
const containerOf = (storage: Storage, without?: string) => `${projects[storage]}-${nameOf(without)}-1`;

/** Starts a kind's servers, on new volumes or in new folders of the host's root: the whole one, and those with one capability less. */
async function start(kind: Kind, storage: Storage): Promise<void> {
  const homelab = new Homelab("kite", engine.mirror === undefined ? {} : { mirror: engine.mirror });
  const project = projects[storage];
  const stack = new Stack(homelab, project, storage === "folder" ? { storage: { bind: join(folder, "data") } } : {});
  for (const without of [undefined, ...lessened(kind)]) {
    const service = kinds[kind](stack, nameOf(without));
    const { healthcheck, capAdd = [] } = service.effectiveProps;
    // Asked more often, for the tests' sake alone.
    if (typeof healthcheck === "object") service.override({ healthcheck: { ...healthcheck, interval: "2s" } });
    if (without !== undefined) service.override({ capAdd: capAdd.filter((one) => one !== without) });
    // As a careful administrator makes it; Redis' entrypoint makes even one writable that nobody may write.
    const mode = kind === "redis" ? 0o500 : 0o700;
    const data = join(folder, "data", project, `${nameOf(without)}-data`);
    if (storage === "folder") await mkdir(data, { recursive: true, mode });
    image = service.effectiveProps.image;
  }
  await engine.images([image]);
  const { model } = build(homelab);
  const rendered = renderCompose(model, { layout: "project" }).find(({ path }) => path.endsWith("compose.yaml"));
  await mkdir(join(folder, project), { recursive: true });
  await writeFile(join(folder, project, "compose.yaml"), rendered?.content ?? "");
  const env = envVariables(model.stacks).map(({ name }) => `${name}='kite'\n`);
  await writeFile(join(folder, project, ".env"), env.join(""));
  await engine.compose(join(folder, project), ["up", "--detach", "--quiet-pull"]);
  image = (await engine.inspect(containerOf(storage))).Config.Image;
}

/** What has become of the server: `fails`, or the user that it is healthy as. */
function fate(container: string): Promise<string> {
  return waitFor(async () => {
    const { RestartCount, State } = await engine.inspect(container);
    const health = State.Health?.Status;
    if (RestartCount > 0 || State.Status === "exited" || health === "unhealthy") return "fails";
    if (health !== "healthy") return undefined;
    return `runs as ${(await status(container)).get("Uid")?.split("\t")[0]}`;
  }, 180_000);
}

/** What becomes of it as it starts and, where it does, as it starts again; it is removed then. */
async function fates(container: string): Promise<readonly string[]> {
  const first = await fate(container);
  if (first === "runs as 999") await engine.docker(["restart", container]);
  const found = first === "runs as 999" ? [first, await fate(container)] : [first];
  await engine.docker(["rm", "--force", container]);
  return found;
}

/** The kernel's word on the main process. */
async function status(container: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await engine.exec(container, ["cat", "/proc/1/status"])).split("\n");
  return new Map(lines.map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]));
}

describe.each(Object.keys(kinds) as Kind[])("%s", (kind) => {
  const storages: readonly Storage[] = kind.endsWith("cache") ? ["volume"] : ["volume", "folder"];

  beforeAll(async () => {
    for (const storage of storages) await start(kind, storage);
  });

  afterAll(clean);

  it.each(storages)("runs as its own user, in a %s, without a privilege to use or to gain", async (storage) => {
    const container = containerOf(storage);
    expect(await fate(container)).toBe("runs as 999");
    const kernel = await status(container);
    expect(kernel.get("Uid")).toBe("999\t999\t999\t999");
    expect(kernel.get("Gid")).toBe("999\t999\t999\t999");
    expect(kernel.get("NoNewPrivs")).toBe("1");
    for (const set of ["CapEff", "CapPrm", "CapInh", "CapAmb"]) expect(BigInt(`0x${kernel.get(set)}`)).toBe(0n);
    // Redis' entrypoint empties the set as it steps down.
    const bound = kind === "redis" ? [] : declared(kind);
    const expected = bound.reduce((sum, name) => sum | (1n << (bits[name] ?? 63n)), 0n);
    expect(BigInt(`0x${kernel.get("CapBnd")}`)).toBe(expected);
    expect((await engine.inspect(container)).HostConfig).toMatchObject({ CapDrop: ["ALL"], Privileged: false });
  });

  it.each(lessened(kind))("without %s it fails, as it starts or starts again", async (name) => {
    const found = await Promise.all(storages.map((storage) => fates(containerOf(storage, name))));
    expect(found.flat().filter((one) => one !== "runs as 999")).not.toEqual([]);
  });
});
