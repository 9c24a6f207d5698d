import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "../lib/system/exec.ts";

export const repository = fileURLToPath(new URL("..", import.meta.url));

/** The example homelab under names of the benchmark's own, publishing nothing. */
export async function benchDefinition(name: string): Promise<string> {
  const example = await readFile(join(repository, "stacks/homelab.ts"), "utf8");
  return example
    .replace('new Homelab("kite"', `new Homelab("${name}"`)
    .replaceAll(/new Stack\(lab, "(\w+)"\)/g, `new Stack(lab, "${name}-$1")`)
    .replace(/\{ http: .*hostPort: 2222 \} \}/, "{}");
}

/** The stacks of {@link benchDefinition}, each after those whose networks it uses. */
export function benchStacks(name: string): string[] {
  return ["edge", "nextcloud", "forgejo", "homepage"].map((stack) => `${name}-${stack}`);
}

/** A folder with a Pulumi project in it, and the tools to run it. */
export class BenchProject {
  readonly root: string;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(root: string, env: Readonly<Record<string, string>>) {
    this.root = root;
    this.#env = env;
  }

  /** @param files by path; `Pulumi.yaml` among them */
  static async create(env: Readonly<Record<string, string>>, files: Record<string, string>): Promise<BenchProject> {
    const root = await mkdtemp(join(tmpdir(), "homelab-bench-"));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, path, ".."), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await symlink(join(repository, "node_modules"), join(root, "node_modules"));
    return new BenchProject(root, {
      ...env,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      XDG_CONFIG_HOME: join(root, ".config"),
    });
  }

  /** One that is applied by the checkout's own program, its definition still to be written. */
  static async ours(env: Readonly<Record<string, string>>, files: Record<string, string> = {}): Promise<BenchProject> {
    const yaml = await readFile(join(repository, "Pulumi.yaml"), "utf8");
    return BenchProject.create(env, {
      "package.json": '{ "type": "module" }\n',
      "Pulumi.yaml": yaml.replace("bin/pulumi.js", "main.js"),
      "main.js": `export { default } from ${JSON.stringify(join(repository, "bin/pulumi.js"))};\n`,
      "stacks/pulumi.ts": await readFile(join(repository, "stacks/pulumi.ts"), "utf8"),
      ...files,
    });
  }

  pulumi(...args: readonly string[]): Promise<string> {
    return exec("pulumi", [...args, "--non-interactive"], { cwd: this.root, env: this.#env });
  }

  homelab(args: readonly string[], input?: string): Promise<string> {
    const options = { cwd: this.root, env: this.#env, ...(input !== undefined && { input }) };
    return exec(process.execPath, [join(repository, "bin/homelab.js"), ...args], options);
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Seconds that a work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
