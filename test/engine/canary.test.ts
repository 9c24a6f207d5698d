import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec, tryExec } from "../../lib/system/exec.ts";
import { bytes, canaries, carried, consumers, files, Processes, watch } from "./canaries.ts";
import { engine } from "./engine.ts";
import { Project } from "./project.ts";
import { describeStandIns } from "./standins.ts";

// Every secret of the example homelab has a value that nothing else has; then everything that it made, said and runs is
// searched for them. `docker compose config` is not: printing the file with its variables filled in is what it is for.

const stacks = ["edge", "nextcloud", "forgejo", "homepage"] as const;

let project: Project;
/** What every command said, on both outputs. */
const said: string[] = [];
let processes: Processes;

async function homelab(args: readonly string[], input?: string): Promise<void> {
  const env = { HOMELAB_DEBUG: "1" };
  const { code, stdout, stderr } = await project.run(args, { env, ...(input !== undefined && { input }) });
  said.push(stdout, stderr);
  expect(code, stderr).toBe(0);
}

async function compose(stack: string, args: readonly string[]): Promise<void> {
  const { command, args: first } = engine.facts.compose;
  const options = { cwd: project.stack(stack), env: { DEBUG: "1" } };
  const { code, stdout, stderr } = await tryExec(command, [...first, "--verbose", ...args], options);
  said.push(stdout, stderr);
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  await engine.cleanup(stacks);
  project = await Project.ofExample();
  processes = new Processes();
  for (const [name, value] of Object.entries(canaries)) await homelab(["secrets", "set", name], value);
  const mirror = engine.mirror === undefined ? [] : ["--mirror", engine.mirror];
  for (const verb of [["check"], ["check", "--json"], ["check", "--sarif"], ["secrets", "list"]]) await homelab(verb);
  await homelab(["render", "--secrets", ...mirror]);
  await homelab(["render", "--secrets", "--json", ...mirror]);
  const images = await Promise.all(stacks.map((stack) => project.compose(stack, ["config", "--images"])));
  const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
  await engine.images(
    [...new Set(images.flatMap((list) => list.split("\n").filter(Boolean)))].map((image) => image.slice(prefix.length)),
  );
  for (const stack of stacks) await compose(stack, ["up", "--detach", "--wait", "--wait-timeout", "300"]);
});

afterAll(async () => {
  await processes.end();
  await engine.cleanup(stacks);
  await project.remove();
});

const containers = () => engine.ofProjects(stacks, ["ps", "--all", "--format", "{{.Names}}"]);

describe("the canaries", () => {
  it("are one for each secret of the homelab, and each is in its stack's .env", async () => {
    const listed = JSON.parse((await project.run(["secrets", "list", "--json"])).stdout).secrets;
    expect(listed.map((secret: { name: string }) => secret.name)).toEqual(Object.keys(canaries).sort());
    for (const stack of stacks) {
      const wanted = Object.keys(canaries).filter((name) => name.startsWith(`${stack.toUpperCase()}_`));
      const found = await readFile(join(project.stack(stack), ".env")).catch(() => "");
      // Quotes in a value are escaped in the file.
      const plain = found.toString().replaceAll("\\'", "'");
      expect(watch.seen(plain), stack).toEqual(wanted);
    }
  });

  it("are in no file of the project but the .env files, which are closed to others", async () => {
    for (const file of (await files(project.folder)).filter((one) => !one.includes("/node_modules/"))) {
      if (file.endsWith("/.env")) expect((await stat(file)).mode & 0o777, file).toBe(0o600);
      else expect(watch.seen(await readFile(file)), file).toEqual([]);
    }
  });

  it("are not in git, when all of the project is committed", async () => {
    const git = (args: readonly string[]) =>
      exec("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: project.folder });
    await writeFile(join(project.folder, ".gitignore"), "node_modules\n");
    await git(["init", "--quiet"]);
    await git(["add", "--all"]);
    await git(["commit", "--quiet", "--message", "all"]);
    const kept = (await git(["ls-files"])).split("\n");
    expect(kept).toContain("secrets.age");
    expect(kept).toContain("compose/nextcloud/compose.yaml");
    expect(kept.filter((path) => path.endsWith(".env"))).toEqual([]);
    const blobs = await bytes("git", ["-C", project.folder, "log", "--patch", "--text", "--all"]);
    expect(blobs.includes("BEGIN AGE ENCRYPTED FILE")).toBe(true);
    expect(watch.seen(blobs)).toEqual([]);
  });

  it("are in nothing that a command said, at its most verbose", () => {
    expect(said.join("").length).toBeGreaterThan(1_000);
    expect(watch.seen(said.join("\n"))).toEqual([]);
  });

  it("are in no container's log", async () => {
    for (const name of await containers()) {
      const { stdout, stderr } = await tryExec("docker", ["logs", name]);
      expect(watch.seen(stdout + stderr), name).toEqual([]);
    }
  });

  it("are in no command line of a process, while things came up and while they run", async () => {
    const lines = await processes.end();
    for (const program of ["secrets set NEXTCLOUD_REDIS_PASSWORD", "up --detach", "redis-server", "postgres"])
      expect(
        lines.some((line) => line.includes(program)),
        program,
      ).toBe(true);
    expect(watch.seen(lines.join("\n"))).toEqual([]);
  });

  it("are not in `docker inspect` of a container, image, network or volume", async () => {
    const names = await containers();
    expect(names.length).toBeGreaterThanOrEqual(8);
    const networks = await engine.ofProjects(stacks, ["network", "ls", "--quiet"]);
    const volumes = await engine.ofProjects(stacks, ["volume", "ls", "--quiet"]);
    const images = new Set(await Promise.all(names.map(async (name) => (await engine.inspect(name)).Image)));
    for (const [kind, list] of Object.entries({
      container: names,
      image: [...images],
      network: networks,
      volume: volumes,
    })) {
      expect(list.length, kind).toBeGreaterThan(0);
      expect(watch.seen(await engine.docker([kind, "inspect", ...list])), kind).toEqual([]);
    }
    expect(watch.seen(await engine.docker(["image", "history", "--no-trunc", ...[...images].slice(0, 1)]))).toEqual([]);
  });
});

describeStandIns("in the containers they", () => {
  it("are in the files of their consumers, and in no other", async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const name of await containers()) found[name] = await carried(name);
    expect(found).toEqual(consumers);
  });
});
