import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ExecResult, tryExec } from "../../lib/system/exec.ts";
import { own } from "./claims.ts";
import { engine } from "./engine.ts";

// The first minute of a newcomer: the real command on the real engine, with a state of its own.

const clone = fileURLToPath(new URL("../..", import.meta.url));
const command = [join(clone, "bin/homelab.js"), "demo"];

let state: string;

beforeAll(async () => {
  await own(["edge", "forgejo", "homepage", "nextcloud"]);
  state = await mkdtemp(join(tmpdir(), "homelab-demo-"));
  await demo("--down");
});

afterAll(async () => {
  await demo("--down");
  await rm(state, { recursive: true, force: true });
});

/** A user who has set all that could lead the demo to his own secrets and state. */
const user = () => ({
  XDG_STATE_HOME: state,
  HOMELAB_AGE_KEY_FILE: join(state, "no-such-identity"),
  PULUMI_BACKEND_URL: "file:///no/such/folder",
  PULUMI_CONFIG_PASSPHRASE: "the user's own",
});

/** `homelab demo <args>`, however it ends. */
function demo(...args: readonly string[]): Promise<ExecResult> {
  return tryExec(process.execPath, [...command, ...args], { cwd: state, env: user(), timeout: 900_000 });
}

/** `homelab demo`, killed as soon as the line that it says matches. */
async function killedDemo(line: RegExp): Promise<void> {
  const child = spawn(process.execPath, command, {
    cwd: state,
    env: { ...process.env, ...user() },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  for await (const said of createInterface(child.stderr)) if (line.test(said)) child.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
}

interface Report {
  readonly images: string;
  readonly services: readonly { readonly service: string; readonly state: string; readonly urls: readonly string[] }[];
}

/** Everything of the demo on the engine, and the processes that work for it. */
async function traces(): Promise<string[]> {
  const label = ["--filter", "label=homelab-stacks.demo", "--quiet"];
  const ids = await Promise.all(
    [
      ["ps", "--all"],
      ["network", "ls"],
      ["volume", "ls"],
    ].map((list) => engine.docker([...list, ...label])),
  );
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, "utf8").catch(() => "")));
  const processes = pids.filter((_, index) => environments[index]?.includes(`file://${state}/`));
  return [...ids.flatMap((list) => list.split("\n").filter((id) => id !== "")), ...processes];
}

async function containers(): Promise<string> {
  return engine.docker(["ps", "--all", "--no-trunc", "--format", "{{.ID}}", "--filter", "label=homelab-stacks.demo"]);
}

describe("homelab demo", () => {
  it("brings the example up and shows what runs and where, though a run before it was killed in the midst", async () => {
    await killedDemo(/^created container nextcloud-postgres-1/);
    expect(await traces()).not.toEqual([]);
    const { code, stdout, stderr } = await demo();
    expect(stderr).toContain("an earlier run did not end");
    expect(stderr).toContain(engine.mirror === undefined ? "images: the real ones" : "images: stand-ins");
    expect(code).toBe(0);
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
    const row = (name: string) => rows.find(([service]) => service === name);
    expect(row("forgejo-forgejo-1")).toEqual([
      "forgejo-forgejo-1",
      "healthy",
      expect.stringMatching(/^codeberg\.org\/forgejo\/forgejo:/),
      "http://127.0.0.1:3006 127.0.0.1:2222",
      "https://git.example.com",
    ]);
    expect(row("nextcloud-nextcloud-1")?.[1]).toBe("healthy");
    expect(row("nextcloud-postgres-databases-1")?.[1]).toBe("done");
    // A real tunnel cannot be had with made-up credentials, and is not tried.
    expect(row("edge-cloudflared-1")?.[1]).toBe(engine.mirror === undefined ? "not started" : "healthy");
    expect((await fetch("http://127.0.0.1:3006")).status).toBe(200);
  });

  it("changes nothing a second time", async () => {
    const before = await containers();
    const { code, stdout, stderr } = await demo("--json");
    expect(code).toBe(0);
    expect(stderr).toContain("nothing to do");
    const { images, services } = JSON.parse(stdout) as Report;
    expect(images).toBe(engine.mirror === undefined ? "real" : "stand-ins");
    expect(services.find(({ service }) => service === "homepage-homepage-1")).toMatchObject({
      state: "healthy",
      urls: ["https://www.example.com"],
    });
    expect(await containers()).toBe(before);
  });

  it("leaves no trace after --down, and has nothing to do after that", async () => {
    const { code, stderr } = await demo("--down");
    expect(stderr).toContain(`removed ${engine.mirror === undefined ? 7 : 8} containers, 5 networks`);
    expect(code).toBe(0);
    expect(await traces()).toEqual([]);
    await expect(readFile(join(state, "homelab-stacks/demo/notes.json"))).rejects.toThrow("ENOENT");
    const again = await demo("--down");
    expect(again.code).toBe(0);
    expect(again.stderr).toContain("there is nothing of a demo here");
  });
});

describe("what is somebody else's", () => {
  const volume = "nextcloud_postgres-data";

  afterEach(async () => {
    await tryExec("docker", ["volume", "rm", volume]);
  });

  it("is neither used by the demo nor removed by --down", async () => {
    await engine.docker(["volume", "create", volume]);
    const { code, stderr } = await demo();
    expect(code).toBe(1);
    expect(stderr).toContain("HL761");
    expect(stderr).toContain(`there is a volume ${volume} on the engine already, which the demo did not make`);
    expect(await traces()).toEqual([]);
    expect((await demo("--down")).code).toBe(0);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=^${volume}$`])).toBe(`${volume}\n`);
  });
});

describe("without a Docker Engine", () => {
  it("renders and checks the homelab, and says what to install", async () => {
    const home = await mkdtemp(join(tmpdir(), "homelab-nobody-"));
    try {
      await chmod(home, 0o777);
      const env = {
        HOME: home,
        XDG_STATE_HOME: undefined,
        XDG_CACHE_HOME: undefined,
        DOCKER_HOST: undefined,
        PATH: "/",
      };
      // Root would install Docker.
      const setpriv = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const [program = "", ...args] = [...(process.getuid?.() === 0 ? setpriv : []), process.execPath, ...command];
      const { code, stderr } = await tryExec(program, args, { cwd: home, env });
      expect(stderr).toContain("the homelab kite: 4 stacks, checked");
      expect(stderr).toContain("HL900");
      expect(stderr).toMatch(/fix: .*(apt-get install|Install Docker)/);
      expect(code).toBe(1);
      const file = join(home, ".local/state/homelab-stacks/demo/compose/forgejo/compose.yaml");
      expect(await readFile(file, "utf8")).toBe(
        await readFile(join(clone, "test/golden/example/forgejo/compose.yaml"), "utf8"),
      );
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
