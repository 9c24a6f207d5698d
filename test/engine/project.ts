import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exec } from "../../lib/tools/exec.ts";
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

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async ofExample(): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "homelab-project-")));
    await cp(join(clone, "stacks"), join(project.folder, "stacks"), { recursive: true });
    await mkdir(join(project.folder, "node_modules"));
    await symlink(clone, join(project.folder, "node_modules", "homelab-stacks"));
    return project;
  }

  /** `homelab <args>` in the project's folder: its standard output. */
  homelab(args: readonly string[], input?: string): Promise<string> {
    // An identity of its own, made on first use as on a new machine.
    const env = {
      XDG_CONFIG_HOME: join(this.folder, ".config"),
      HOMELAB_AGE_KEY_FILE: undefined,
      HOMELAB_AGE_KEY: undefined,
    };
    const options = { cwd: this.folder, env, ...(input !== undefined && { input }) };
    return exec(process.execPath, [join(clone, "bin", "homelab.js"), ...args], options);
  }

  /** The folder of a stack's rendered files. */
  stack(name: string): string {
    return join(this.folder, "compose", name);
  }

  compose(stack: string, args: readonly string[]): Promise<string> {
    return engine.compose(this.stack(stack), args);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
