import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeAtomic } from "../../lib/system/atomic.ts";
import { exec } from "../../lib/system/exec.ts";
import { compiled } from "../child.ts";
import { emptyProject, type Project, problemOf, projectWith, snapshot } from "./project.ts";

const writer = await compiled(fileURLToPath(new URL("writer.ts", import.meta.url)));

interface Writer {
  readonly process: ChildProcess;
  /** Its exit code and signal. */
  readonly closed: Promise<unknown[]>;
  readonly said: string[];
}

/** Starts a process that stores `<prefix>_1` and so on; `said` grows by a line as each is stored. */
function startWriter(project: Project, prefix: string, count: number): Writer {
  const child = spawn(process.execPath, [writer, project.dir, prefix, String(count)], {
    env: { PATH: process.env["PATH"], ...project.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => said.push(line));
  return { process: child, closed: once(child, "close"), said };
}

const contentOf = (name: string) => `${name} `.repeat(2000);

/** A file system of 128 KB that only this test fills. */
async function smallDisk(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "homelab-disk-"));
  await exec("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", path]);
  onTestFinished(async () => {
    await exec("umount", [path]);
    await rm(path, { recursive: true });
  });
  return path;
}

describe("writers at the same time", () => {
  test("lose nothing, and agree on the identity and on what is generated", async () => {
    const project = await emptyProject();
    const writers = ["A", "B", "C"].map((prefix) => startWriter(project, prefix, 8));
    for (const writer of writers) expect(await writer.closed).toEqual([0, null]);
    const store = await project.open();
    const names = ["A", "B", "C"].flatMap((prefix) => Array.from({ length: 8 }, (_, i) => `${prefix}_${i + 1}`));
    expect(store.names()).toEqual([...names, "SHARED"]);
    for (const name of names) expect(store.get(name)).toBe(contentOf(name));
    expect(writers.map(({ said }) => said[0])).toEqual(Array(3).fill(store.get("SHARED")));
    expect(await readdir(project.dir)).toEqual(["secrets.age", "secrets.recipients"]);
  }, 60_000);

  test("lose nothing in one process either", async () => {
    const project = await projectWith({ A: "0" });
    const stores = await Promise.all(Array.from({ length: 5 }, () => project.open()));
    for (const [i, store] of stores.entries()) store.set(`N_${i}`, `${i}`);
    await Promise.all(stores.map((store) => store.save()));
    expect((await project.open()).names()).toEqual(["A", "N_0", "N_1", "N_2", "N_3", "N_4"]);
  });

  test("are told when another will not finish", async () => {
    const project = await projectWith({ A: "1" });
    const before = await snapshot(project.dir);
    const lock = `${project.file}.lock`;
    await mkdir(lock);
    const later = new Date(Date.now() + 3_600_000);
    await utimes(lock, later, later);
    const store = await project.open();
    store.set("A", "2");
    expect(await problemOf(() => store.save())).toMatchObject({
      code: "HL813",
      message: expect.stringContaining(project.file),
    });
    await rm(lock, { recursive: true });
    expect(await snapshot(project.dir)).toEqual(before);
    await store.save();
    expect((await project.open()).get("A")).toBe("2");
  }, 60_000);
});

describe("a reader at the same time", () => {
  test("always finds a whole file", async () => {
    const project = await projectWith({ A: "1" });
    const writer = startWriter(project, "R", 20);
    let reads = 0;
    let torn = 0;
    while (writer.process.exitCode === null) {
      for (const end = performance.now() + 20; performance.now() < end; reads++) {
        if (!readFileSync(project.file, "latin1").endsWith("-----END AGE ENCRYPTED FILE-----\n")) torn++;
      }
      await new Promise(setImmediate);
    }
    expect(writer.process.exitCode).toBe(0);
    expect(reads).toBeGreaterThan(1000);
    expect(torn).toBe(0);
  }, 60_000);
});

describe("a writer killed at any moment", () => {
  test("loses nothing that it said was stored, and leaves a store that opens and can be written", async () => {
    const project = await projectWith({ KEPT: "1" });
    let amidst = 0;
    for (let round = 0; round < 20; round++) {
      const { process: child, closed, said } = startWriter(project, `R${round}`, 1_000_000);
      await expect.poll(() => said.length, { timeout: 30_000, interval: 1 }).toBeGreaterThan(1 + (round % 3));
      // Killed at a moment that falls anywhere in one of its saves, which take some ten milliseconds.
      while (!existsSync(`${project.file}.lock`)) await new Promise(setImmediate);
      const strike = performance.now() + Math.random() * 40;
      while (performance.now() < strike);
      child.kill("SIGKILL");
      await closed;

      const left = await readdir(project.dir);
      if (left.length > 2) amidst++;
      const store = await project.open();
      for (const name of said.slice(1)) expect(store.get(name)).toBe(contentOf(name));
      for (const name of store.names()) if (name.startsWith("R")) expect(store.get(name)).toBe(contentOf(name));
      // What the killed one left of its lock would be taken over once it is old enough: make it so.
      if (left.includes("secrets.age.lock")) await utimes(`${project.file}.lock`, 0, 0);
      for (const name of store.names()) if (name.startsWith("R")) store.remove(name);
      await store.save();
      expect(await readdir(project.dir)).toEqual(["secrets.age", "secrets.recipients"]);
    }
    // Otherwise the rounds have shown nothing.
    expect(amidst, "kills amidst a save").toBeGreaterThan(3);

    expect((await project.open()).get("KEPT")).toBe("1");
  }, 180_000);
});

describe("a disk that takes nothing", () => {
  test("because it is full leaves everything as it was", async () => {
    const project = await emptyProject(await smallDisk());
    const store = await project.open();
    store.set("A", "1");
    await store.save();
    const before = await snapshot(project.dir);

    store.set("BIG", "canary".repeat(50_000));
    const problem = await problemOf(() => store.save());
    expect(problem).toMatchObject({ code: "HL814", message: expect.stringContaining("the disk is full") });
    expect(problem.message).toContain(project.file);
    expect(JSON.stringify(problem)).not.toContain("canary");
    expect(await snapshot(project.dir)).toEqual(before);

    store.remove("BIG");
    store.set("B", "2");
    await store.save();
    expect((await project.open()).names()).toEqual(["A", "B"]);
  });

  test("because it is full at the very first save makes no half a store, and still says to back up a new identity", async () => {
    const project = await emptyProject(await smallDisk());
    const store = await project.open();
    store.set("BIG", "canary".repeat(50_000));
    const error = await store.save().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ problems: [{ code: "HL814" }, { code: "HL818", level: "warning" }] });
    expect(await readdir(project.dir)).toEqual([]);
    store.remove("BIG");
    store.set("A", "1");
    await store.save();
    expect((await project.open()).names()).toEqual(["A"]);
  });

  test("because it is read-only leaves everything as it was", async () => {
    const disk = await smallDisk();
    const project = await emptyProject(disk);
    const store = await project.open();
    store.set("A", "1");
    await store.save();
    const before = await snapshot(project.dir);
    await exec("mount", ["-o", "remount,ro", disk]);
    store.set("A", "2");
    const problem = await problemOf(() => store.save());
    expect(problem).toMatchObject({ code: "HL814", message: expect.stringContaining("read-only") });
    expect((await project.open()).get("A")).toBe("1");
    expect(await snapshot(project.dir)).toEqual(before);
    await exec("mount", ["-o", "remount,rw", disk]);
  });
});

describe("the file", () => {
  test("that is a link stays one", async () => {
    const project = await projectWith({ A: "1" });
    const elsewhere = join(project.home, "real.age");
    await rename(project.file, elsewhere);
    await symlink(elsewhere, project.file);
    const store = await project.open();
    store.set("A", "2");
    await store.save();
    expect((await lstat(project.file)).isSymbolicLink()).toBe(true);
    expect((await project.open()).get("A")).toBe("2");
  });

  test("keeps its place when the guard objects at the last moment", async () => {
    const project = await emptyProject();
    await writeFile(project.file, "old");
    const guard = async () => {
      throw new Error("changed meanwhile");
    };
    await expect(writeAtomic(project.file, "new", { guard })).rejects.toThrow();
    expect(await snapshot(project.dir)).toEqual({ "secrets.age": "old" });
    await writeAtomic(project.file, "new", { mode: 0o640 });
    expect(await readFile(project.file, "utf8")).toBe("new");
    expect((await lstat(project.file)).mode & 0o777).toBe(0o640);
  });
});
