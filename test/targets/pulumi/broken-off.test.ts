import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { fixTornState } from "../../../lib/apply/adoption/torn-state.ts";
import { isStaleLock } from "../../../lib/apply/dead-lock.ts";
import { failure } from "../../../lib/apply/failure.ts";
import { waitUntil } from "../../../lib/system/wait.ts";

// Above what any kernel gives (Linux: 2^22).
const nobody = 99_999_999;
const lock = (host: string, pid: number) =>
  `  file:///lab/.pulumi/locks/a.json: created by ann@${host} (pid ${pid}) at 2026`;

it.each([
  ["a process that is gone", [lock(hostname(), nobody)], true],
  ["a process that runs", [lock(hostname(), process.pid)], false],
  ["another machine's process", [lock("elsewhere", nobody)], false],
  ["one that is gone and one that runs", [lock(hostname(), nobody), lock(hostname(), process.pid)], false],
  ["nobody that can be made out", ["the stack is locked"], false],
])("a lock of %s", (_, lines, dead) => {
  expect(isStaleLock(lines.join("\n"))).toBe(dead);
});

it("a lock of a process that was killed is a dead one's, whether anybody reaps it or not", async () => {
  // A shell that starts a process, says its number, and never waits for it: killed, it stays in the list of processes.
  const shell = spawn("sh", ["-c", "sleep 3600 & echo $!; exec sleep 3600"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [said] = (await once(shell.stdout, "data")) as [Buffer];
    const held = () => isStaleLock(lock(hostname(), Number(said)));
    expect(held()).toBe(false);
    process.kill(Number(said), "SIGKILL");
    await waitUntil(held);
  } finally {
    shell.kill("SIGKILL");
  }
});

it.each([
  ["Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use", "127.0.0.1:8080"],
  ["Bind for 0.0.0.0:8080 failed: port is already allocated", "0.0.0.0:8080"],
  ["failed to bind host port for 127.0.0.1:8080:172.18.0.2:80/tcp: address already in use", "127.0.0.1:8080"],
  ["failed to bind host port 0.0.0.0:8080/tcp: address already in use", "0.0.0.0:8080"],
])("a port that is taken, as an engine says it: %s", (said, port) => {
  const { message } = failure(said, "urn:pulumi:kite::homelab::docker:index/container:Container::kite/web-1");
  expect(message).toContain(`the container web-1 cannot have the host port ${port}:`);
});

let root: string | undefined;
afterEach(() => (root === undefined ? undefined : rm(root, { recursive: true })));

it("attributes that are torn go, whole ones and the state itself stay", async () => {
  root = await mkdtemp(join(tmpdir(), "torn-"));
  const folder = join(root, ".pulumi", "stacks", "homelab");
  await mkdir(folder, { recursive: true });
  const files = { "a.json": "", "a.json.attrs": "", "b.json.attrs": '{"user.con', "c.json.attrs": "{}" };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await fixTornState(root);
  expect((await readdir(folder)).sort()).toEqual(["a.json", "c.json.attrs"]);
});
