import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Homelab, MariaDB, Postgres, Redis, type Service, Stack, Valkey } from "homelab-stacks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { envVariables, renderCompose } from "../../lib/targets/compose/index.ts";
import { engine, waitFor } from "./engine.ts";

// The servers under the components' own settings: what their main process may do, and that it could not do with less.

/** Of linux/capability.h, the bit of each that a component adds. */
const bits: Readonly<Record<string, bigint>> = {
  CHOWN: 0n,
  DAC_OVERRIDE: 1n,
  FOWNER: 3n,
  SETGID: 6n,
  SETUID: 7n,
  SETPCAP: 8n,
};
const project = "hard-test";
const kinds = {
  mariadb: (stack: Stack) => new MariaDB(stack, "server").service,
  postgres: (stack: Stack) => new Postgres(stack, "server").service,
  redis: (stack: Stack) => new Redis(stack, "server", { persistent: true }).service,
  valkey: (stack: Stack) => new Valkey(stack, "server", { persistent: true }).service,
  "redis cache": (stack: Stack) => new Redis(stack, "server").service,
  "valkey cache": (stack: Stack) => new Valkey(stack, "server").service,
} as const;
type Kind = keyof typeof kinds;
type Storage = "volume" | "folder";

let folder: string;
let image = "";

beforeAll(async () => {
  await engine.cleanup([project]);
  folder = await mkdtemp(join(tmpdir(), "hard-"));
});

afterEach(clean);

async function clean(): Promise<void> {
  await engine.cleanup([project]);
  // What a server has made belongs to the server's user: the one who runs the tests need not be root.
  const emptied = ["--volume", `${join(folder, "data")}:/data`, "--entrypoint", "sh", image, "-c", "rm -rf /data/*"];
  if (image !== "") await engine.docker(["run", "--rm", ...emptied]);
}

afterAll(() => rm(folder, { recursive: true }));

/** Starts a component's server, on a new volume or in a new folder of the host's root. */
async function start(kind: Kind, storage: Storage, without?: string): Promise<string> {
  const homelab = new Homelab("kite", engine.mirror === undefined ? {} : { mirror: engine.mirror });
  const service: Service = kinds[kind](
    new Stack(homelab, project, storage === "folder" ? { storage: { bind: join(folder, "data") } } : {}),
  );
  await engine.images([service.effectiveProps.image]);
  const { healthcheck, capAdd = [] } = service.effectiveProps;
  // Asked more often, for the tests' sake alone.
  if (typeof healthcheck === "object") service.override({ healthcheck: { ...healthcheck, interval: "1s" } });
  if (without !== undefined) service.override({ capAdd: capAdd.filter((one) => one !== without) });
  const { model } = build(homelab);
  const rendered = renderCompose(model, { layout: "project" }).find(({ path }) => path.endsWith("compose.yaml"));
  await mkdir(join(folder, project), { recursive: true });
  // As a careful administrator makes it; Redis' entrypoint makes even one writable that nobody may write.
  const mode = kind === "redis" ? 0o500 : 0o700;
  if (storage === "folder") await mkdir(join(folder, "data", project, "server-data"), { recursive: true, mode });
  await writeFile(join(folder, project, "compose.yaml"), rendered?.content ?? "");
  const env = envVariables(model.stacks).map(({ name }) => `${name}='kite'\n`);
  await writeFile(join(folder, project, ".env"), env.join(""));
  await engine.compose(join(folder, project), ["up", "--detach", "--quiet-pull"]);
  const container = `${project}-server-1`;
  image = (await engine.inspect(container)).Config.Image;
  return container;
}

/** What has become of the server: `fails`, or the user that it is healthy as. */
function fate(container: string): Promise<string> {
  return waitFor(async () => {
    const { RestartCount, State } = await engine.inspect(container);
    const health = State.Health?.Status;
    if (RestartCount > 0 || State.Status === "exited" || health === "unhealthy") return "fails";
    if (health !== "healthy") return undefined;
    return `runs as ${(await status(container)).get("Uid")?.split("\t")[0]}`;
  }, 120_000);
}

/** The kernel's word on the main process. */
async function status(container: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await engine.exec(container, ["cat", "/proc/1/status"])).split("\n");
  return new Map(lines.map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]));
}

function declared(kind: Kind): readonly string[] {
  return kinds[kind](new Stack(new Homelab("kite"), project)).effectiveProps.capAdd ?? [];
}

const all = Object.keys(kinds) as Kind[];
const stored = ["mariadb", "postgres", "redis", "valkey"] as const satisfies readonly Kind[];

describe.each(all)("%s", (kind) => {
  const storages: readonly Storage[] = kind.endsWith("cache") ? ["volume"] : ["volume", "folder"];

  it.each(storages)("runs as its own user, in a %s, without a privilege to use or to gain", async (storage) => {
    const container = await start(kind, storage);
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
});

describe.each(stored)("%s with one capability less", (kind) => {
  it.each(declared(kind))("%s is needed, to start or to start again", async (name) => {
    const fates: string[] = [];
    for (const storage of ["volume", "folder"] as const) {
      const container = await start(kind, storage, name);
      fates.push(await fate(container));
      if (fates.at(-1) === "runs as 999") {
        await engine.docker(["restart", container]);
        fates.push(await fate(container));
      }
      await clean();
    }
    expect(fates.filter((one) => one !== "runs as 999")).not.toEqual([]);
  });
});
