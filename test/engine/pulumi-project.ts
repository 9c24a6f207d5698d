import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDefinition } from "../../lib/project/load.ts";
import { type ExecResult, exec, tryExec } from "../../lib/system/exec.ts";
import { buildCompose, type Compose } from "../../lib/tools/compose.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { engine } from "./engine.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A command that runs. */
export interface Disturbed {
  readonly child: ChildProcess;
  /** What it has said so far, on both outputs. */
  readonly said: string;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** What is read of the file of Pulumi's state. */
interface Checkpoint {
  readonly checkpoint: {
    readonly latest: {
      readonly resources?: readonly { readonly type: string; readonly id: string }[];
      readonly pending_operations?: readonly unknown[];
    };
  };
}

/** A homelab's project in a folder of its own, as a user has it: applied by the real Pulumi, rendered by the real command. */
export class PulumiProject {
  readonly root: string;
  readonly #stacks: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #compose: Compose;

  private constructor(root: string, stacks: readonly string[], env: Record<string, string>, compose: Compose) {
    this.root = root;
    this.#stacks = stacks;
    this.#env = env;
    this.#compose = compose;
  }

  /**
   * @param definition the text of `stacks/homelab.ts`
   * @param stacks the names of its stacks: whatever is left of them is removed, before and after
   * @param more variables for its commands
   * @param isBegun whether Pulumi's stack is there already, with a passphrase of the user's own. Default: true
   * @param beside what else lies in `stacks/`: the text of each file by its name. Default: nothing
   */
  static async create(
    definition: string,
    stacks: readonly string[],
    more: Readonly<Record<string, string>> = {},
    isBegun = true,
    beside: Readonly<Record<string, string>> = {},
  ): Promise<PulumiProject> {
    const tools = await pulumiTools({ onProgress: (line) => process.stderr.write(`${line}\n`) });
    const root = await mkdtemp(join(tmpdir(), "pulumi-project-"));
    const env = {
      ...tools.env,
      PULUMI_CONFIG_PASSPHRASE: "only for this test",
      XDG_CONFIG_HOME: join(root, ".config"),
      // A container without a healthcheck is watched for less time than by default.
      HOMELAB_WATCH: "1s",
      ...more,
    };
    const project = new PulumiProject(root, stacks, env, await buildCompose());
    await project.clear();
    const yaml = await readFile(join(repository, "Pulumi.yaml"), "utf8");
    await mkdir(join(root, "stacks"));
    await writeFile(join(root, "package.json"), '{ "type": "module" }\n');
    await writeFile(join(root, "Pulumi.yaml"), yaml.replace("bin/pulumi.js", "main.js"));
    await writeFile(
      join(root, "main.js"),
      `export { default } from ${JSON.stringify(join(repository, "bin/pulumi.js"))};\n`,
    );
    await writeFile(join(root, "stacks/pulumi.ts"), await readFile(join(repository, "stacks/pulumi.ts")));
    await symlink(join(repository, "node_modules"), join(root, "node_modules"));
    for (const [file, text] of Object.entries(beside)) await writeFile(join(root, "stacks", file), text);
    await project.define(definition);
    if (!isBegun) return project;
    // What the definition imports from beside it may not be there yet.
    const name = /new Homelab\("([^"]+)"/.exec(definition)?.[1];
    await project.pulumi([
      "stack",
      "init",
      name ?? (await loadDefinition(join(root, "stacks/homelab.ts"))).homelab.name,
    ]);
    return project;
  }

  define(definition: string): Promise<void> {
    return writeFile(join(this.root, "stacks/homelab.ts"), definition);
  }

  /** `pulumi <args>`, which has to end well: its standard output. */
  pulumi(args: readonly string[]): Promise<string> {
    return exec("pulumi", [...args, "--non-interactive"], { cwd: this.root, env: this.#env });
  }

  /** `pulumi <args>`, however it ends. */
  tryPulumi(args: readonly string[]): Promise<ExecResult> {
    return tryExec("pulumi", [...args, "--non-interactive"], { cwd: this.root, env: this.#env });
  }

  async up(): Promise<void> {
    await this.pulumi(["up", "--yes", "--skip-preview"]);
  }

  /** Fails, with Pulumi's own words, if a preview, a refresh or another `up` would change anything. */
  async expectQuiet(): Promise<void> {
    // What a preview after the refresh would find, an up finds as well.
    for (const verb of [["preview"], ["refresh", "--yes", "--skip-preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, stdout, stderr } = await this.tryPulumi([...verb, "--diff", "--expect-no-changes"]);
      if (code !== 0) throw new Error(`pulumi ${verb[0]} is not quiet:\n${stdout}${stderr}`);
    }
  }

  /** `homelab <args>` in the project: its standard output. */
  homelab(args: readonly string[], input?: string): Promise<string> {
    const options = { cwd: this.root, env: this.#env, ...(input !== undefined && { input }) };
    return exec("node", [join(repository, "bin/homelab.js"), ...args], options);
  }

  /** `homelab <args>`, however it ends. */
  tryHomelab(args: readonly string[], input?: string): Promise<ExecResult> {
    const options = { cwd: this.root, env: this.#env, ...(input !== undefined && { input }) };
    return tryExec("node", [join(repository, "bin/homelab.js"), ...args], options);
  }

  /** `homelab <args>` as a process to be disturbed. */
  start(args: readonly string[]): Disturbed {
    const options = { cwd: this.root, env: { ...process.env, ...this.#env } };
    const child = spawn("node", [join(repository, "bin/homelab.js"), ...args], options);
    const run = { child, said: "", ended: once(child, "close").then(([code]) => code as number | null) };
    const hear = (chunk: Buffer) => {
      run.said += chunk.toString();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    return run;
  }

  /** The process that holds the state's lock: Pulumi's own, while it changes anything. */
  async lockHolder(): Promise<number | undefined> {
    const locks = join(this.root, ".pulumi", "locks");
    const names = await readdir(locks, { recursive: true }).catch(() => []);
    const lock = names.find((name) => name.endsWith(".json"));
    if (lock === undefined) return undefined;
    const text = await readFile(join(locks, lock), "utf8").catch(() => "");
    return text === "" ? undefined : (JSON.parse(text) as { readonly pid: number }).pid;
  }

  /** The ids of the containers in Pulumi's state, and how many operations it has as begun and not ended. */
  async state(): Promise<{ readonly containers: readonly string[]; readonly pending: number }> {
    const folder = join(this.root, ".pulumi", "stacks", "homelab");
    const [name = ""] = (await readdir(folder)).filter((one) => one.endsWith(".json"));
    const { checkpoint } = JSON.parse(await readFile(join(folder, name), "utf8")) as Checkpoint;
    const { resources = [], pending_operations = [] } = checkpoint.latest;
    const containers = resources.filter(({ type }) => type === "docker:index/container:Container");
    return { containers: containers.map(({ id }) => id), pending: pending_operations.length };
  }

  /** `docker compose <args>`, of Compose 5.0.0, on a stack's rendered file. */
  compose(stack: string, args: readonly string[]): Promise<string> {
    const { command, args: first } = this.#compose;
    return exec(command, [...first, "--ansi", "never", ...args], { cwd: join(this.root, "compose", stack) });
  }

  /** The names and ids of all containers, running or not. */
  async containers(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const list = ["ps", "--all", "--no-trunc", "--format", "{{.Names}} {{.ID}}"];
    for (const line of (await engine.ofProjects(this.#stacks, list)).sort()) {
      const [name = "", id = ""] = line.split(" ");
      found.set(name, id);
    }
    return found;
  }

  /** The name of each container and what `docker ps` says of it: `web-1 Up 3 seconds (healthy)`. */
  statuses(): Promise<string[]> {
    return engine.ofProjects(this.#stacks, ["ps", "--all", "--format", "{{.Names}} {{.Status}}"]);
  }

  /** Everything that is there, as `docker inspect` says it, by kind and name. */
  async inspect(kind: "container" | "network" | "volume"): Promise<Record<string, never>[]> {
    const list = kind === "container" ? ["ps", "--all"] : [kind, "ls"];
    const ids = await engine.ofProjects(this.#stacks, [...list, "--quiet"]);
    return ids.length === 0 ? [] : JSON.parse(await engine.docker([kind, "inspect", ...ids]));
  }

  /** Removes containers, networks and volumes, not the project; the later stacks first, which may use the earlier ones' networks. */
  clear(): Promise<void> {
    return engine.cleanup([...this.#stacks].reverse());
  }

  async dispose(): Promise<void> {
    await this.clear();
    await rm(this.root, { recursive: true, force: true });
  }
}
