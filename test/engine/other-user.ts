import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExecOptions, type ExecResult, exec, tryExec } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";

/**
 * Whether to test what another user of this machine sees: it takes root to make one. In CI it is always to be tested, and
 * fails where it cannot be.
 */
export const canMakeUsers = process.getuid?.() === 0 || process.env["CI"] === "true";

// Folders of whoever runs the tests.
const notTheirs = {
  XDG_CACHE_HOME: undefined,
  XDG_CONFIG_HOME: undefined,
  XDG_RUNTIME_DIR: undefined,
  XDG_STATE_HOME: undefined,
};

/** Somebody else on this machine, who may use the Docker Engine, with a home of their own. */
export class OtherUser {
  readonly name: string;
  readonly home: string;
  readonly #group: number;

  private constructor(name: string, home: string, group: number) {
    this.name = name;
    this.home = home;
    this.#group = group;
  }

  static async make(): Promise<OtherUser> {
    const host = (await engine.docker(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])).trim();
    const { gid } = await stat(host.replace("unix://", ""));
    const home = await mkdtemp(join(tmpdir(), "homelab-user-"));
    const user = new OtherUser(`homelab-test-${process.pid}`, home, gid);
    await exec("useradd", ["--home-dir", home, "--shell", "/bin/sh", user.name]);
    await user.own(home);
    return user;
  }

  /** Gives them a file or folder. */
  async own(path: string): Promise<void> {
    await exec("chown", ["--recursive", `${this.name}:${this.name}`, path]);
  }

  /** Runs a program as them, however it ends. */
  run(command: string, args: readonly string[], { env, ...options }: ExecOptions = {}): Promise<ExecResult> {
    const as = ["--reuid", this.name, "--regid", this.name, "--groups", String(this.#group)];
    const own = { HOME: this.home, USER: this.name, LOGNAME: this.name };
    return tryExec("setpriv", [...as, command, ...args], { ...options, env: { ...own, ...notTheirs, ...env } });
  }

  async remove(): Promise<void> {
    await tryExec("userdel", [this.name]);
    await rm(this.home, { recursive: true, force: true });
  }
}
