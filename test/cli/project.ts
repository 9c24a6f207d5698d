import { spawn } from "node:child_process";
import type { Dirent } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { main } from "../../lib/cli/main.ts";

const clone = fileURLToPath(new URL("../..", import.meta.url));
const command = join(clone, "bin", "homelab.js");

/** How a run of the command ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a folder of its own, whose `homelab-stacks` is this clone, and whose user has a home of their own. */
export interface Project {
  readonly dir: string;
  readonly env: Record<string, string>;
  /** Writes a file of the project. */
  write(path: string, content: string): Promise<void>;
  /** Writes `stacks/homelab.ts`: the body of a definition, between its imports and its export. */
  define(body: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Runs the command line in the project's folder, within the test's own process. One at a time. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Runs the command in a process of its own: for what a definition does to the process that it runs in, and for signals. */
  spawn(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Every file below a folder, with what tells whether it was touched. */
  state(folder?: string): Promise<Record<string, string>>;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
}

export async function project(body?: string): Promise<Project> {
  const home = await mkdtemp(join(tmpdir(), "homelab-cli-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const dir = join(home, "project");
  await mkdir(join(dir, "node_modules"), { recursive: true });
  await symlink(clone, join(dir, "node_modules", "homelab-stacks"));
  const env = { HOME: home, PATH: process.env["PATH"] ?? "" };
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  };
  const made: Project = {
    dir,
    env,
    write,
    define: (text) => write("stacks/homelab.ts", definition(text)),
    read: (path) => readFile(join(dir, path), "utf8"),
    run: (args, { input = "", env: more = {} } = {}) => run(args, dir, { ...env, ...more }, input),
    spawn: (args, { input = "", env: more = {} } = {}) => runProcess(args, dir, { ...env, ...more }, input),
    state: (folder = "compose") => state(join(dir, folder)),
  };
  if (body !== undefined) await made.define(body);
  return made;
}

/** The definition's lines before the body are three: its first line is line 4. */
export function definition(body: string): string {
  return `import { ConfigFile, Homelab, Network, Secret, Service, Stack, Volume, text } from "homelab-stacks";
const lab = new Homelab("kite", { domain: "example.com" });
const image = "docker.io/library/nginx:1.30.4";
${body}
export default lab;
`;
}

/** Two stacks, the first with a generated and a provided secret. */
export const twoStacks = `const edge = new Stack(lab, "edge");
const key = Secret.generated(edge, "key");
const token = Secret.provided(edge, "token", { description: "the tunnel's token" });
new Service(edge, "web", { image, environment: { KEY_FILE: key.file(), URL: text\`https://u:\${token.uriEncoded}@x\` } });
new Service(new Stack(lab, "files"), "app", { image });`;

async function run(args: readonly string[], cwd: string, env: Record<string, string>, input: string): Promise<Run> {
  const [stdout, stderr] = [captured(), captured()];
  const code = await main(args, {
    cwd,
    env,
    stdin: Readable.from([input]),
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function captured(): { readonly stream: Writable; readonly text: () => string } {
  let text = "";
  const write = (chunk: Buffer, _: string, done: () => void) => {
    text += chunk.toString();
    done();
  };
  return { stream: new Writable({ write }), text: () => text };
}

function runProcess(args: readonly string[], cwd: string, env: Record<string, string>, input: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd, env });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.on("error", reject);
    // A build of the command itself is told there, and is no part of what is tested.
    child.on("close", (code) => resolve({ code, stdout, stderr: stderr.replace(/^homelab: building.*\n/, "") }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Starts the command, to be killed. */
export function start(args: readonly string[], { dir, env }: Project) {
  return spawn(process.execPath, [command, ...args], { cwd: dir, env, stdio: "ignore" });
}

// Node 26 follows symbolic links to folders, others do not: what is behind one is looked at by itself.
async function state(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const place = (entry: Dirent) => join(entry.parentPath, entry.name);
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(place);
  const files = entries
    .filter((entry) => entry.isFile() && !links.some((link) => entry.parentPath.startsWith(link)))
    .map(place);
  const described = files.sort().map(async (file) => {
    const { ino, mtimeMs, mode } = await stat(file);
    return [file.slice(folder.length + 1), `${ino} ${mtimeMs} ${(mode & 0o777).toString(8)}`] as const;
  });
  return Object.fromEntries(await Promise.all(described));
}
