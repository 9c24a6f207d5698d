import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExecError, type ExecResult, tryExec } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";

const clone = fileURLToPath(new URL("../..", import.meta.url));

/** Credentials as `cloudflared tunnel create` writes them, for the tunnel of the example. */
export const tunnelCredentials = JSON.stringify({
  AccountTag: "0123456789abcdef0123456789abcdef",
  TunnelSecret: Buffer.from("a tunnel's secret, of 32 bytes..").toString("base64"),
  TunnelID: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
});

/** A user's project with the example homelab, and the command as the user types it. */
export class Project {
  readonly folder: string;

  /** Outside of what a user would put under version control. */
  readonly #home: string;

  private constructor(root: string) {
    this.folder = join(root, "project");
    this.#home = join(root, "config");
  }

  static async ofExample(): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "homelab-project-")));
    await mkdir(project.folder);
    await cp(join(clone, "stacks"), join(project.folder, "stacks"), { recursive: true });
    await mkdir(join(project.folder, "node_modules"));
    await symlink(clone, join(project.folder, "node_modules", "homelab-stacks"));
    return project;
  }

  /** `homelab <args>` in the project's folder: its standard output. */
  async homelab(args: readonly string[], input?: string): Promise<string> {
    const result = await this.run(args, { ...(input !== undefined && { input }) });
    if (result.code !== 0) throw new ExecError("homelab", args, result);
    return result.stdout;
  }

  /** `homelab <args>` in the project's folder, however it ends. */
  run(
    args: readonly string[],
    { input, env: more = {} }: { readonly input?: string; readonly env?: Record<string, string> } = {},
  ): Promise<ExecResult> {
    // An identity of its own, made on first use as on a new machine.
    const env = {
      XDG_CONFIG_HOME: this.#home,
      HOMELAB_AGE_KEY_FILE: undefined,
      HOMELAB_AGE_KEY: undefined,
      ...more,
    };
    const options = { cwd: this.folder, env, ...(input !== undefined && { input }) };
    return tryExec(process.execPath, [join(clone, "bin", "homelab.js"), ...args], options);
  }

  /** The folder of a stack's rendered files. */
  stack(name: string): string {
    return join(this.folder, "compose", name);
  }

  compose(stack: string, args: readonly string[]): Promise<string> {
    return engine.compose(this.stack(stack), args);
  }

  async remove(): Promise<void> {
    await rm(join(this.folder, ".."), { recursive: true });
  }
}
