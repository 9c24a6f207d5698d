import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { exec } from "../../lib/system/exec.ts";
import { waitFor } from "./engine.ts";
import { program } from "./program.ts";

/** A port of the loopback address where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A real sshd on the loopback address, with its own keys, by which this user reaches this machine; all else as it is shipped. */
export class SshServer {
  /** `ssh://ann@127.0.0.1:40123`. */
  readonly host: string;
  /** The folder to be first on PATH: its `ssh` reaches the server without a question. */
  readonly bin: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(host: string, folder: string, process: ChildProcess) {
    this.host = host;
    this.bin = join(folder, "bin");
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<SshServer> {
    const [sshd, ssh] = [await program("sshd", "openssh-server"), await program("ssh", "openssh-client")];
    const folder = await mkdtemp(join(tmpdir(), "homelab-sshd-"));
    const [port, user] = [await freePort(), userInfo().username];
    for (const name of ["host", "key"]) {
      await exec("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
    }
    await copyFile(join(folder, "key.pub"), join(folder, "authorized_keys"));
    const hostKey = (await readFile(join(folder, "host.pub"), "utf8")).split(" ").slice(0, 2).join(" ");
    await writeFile(join(folder, "known_hosts"), `[127.0.0.1]:${port} ${hostKey}\n`);
    await writeFile(join(folder, "sshd_config"), server(folder, port));
    await writeFile(join(folder, "config"), client(folder));
    // `ssh` reads the home folder that the system knows, whatever HOME says: its configuration there is not to be touched.
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "bin/ssh"), `#!/bin/sh\nexec '${ssh}' -F '${folder}/config' "$@"\n`);
    await chmod(join(folder, "bin/ssh"), 0o755);
    if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true });
    const child = spawn(sshd, ["-D", "-e", "-f", join(folder, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr?.on("data", (said: Buffer) => appendFile(join(folder, "log"), said).catch(() => {}));
    const started = new SshServer(`ssh://${user}@127.0.0.1:${port}`, folder, child);
    const reached = () => exec(join(started.bin, "ssh"), [started.host, "true"], { timeout: 10_000 }).then(() => true);
    await waitFor(reached).catch(async (error: unknown) => {
      const log = await readFile(join(folder, "log"), "utf8").catch(() => "");
      await started.stop();
      throw new Error(`sshd does not answer: ${log}`, { cause: error });
    });
    return started;
  }

  async stop(): Promise<void> {
    const ended = this.#process.exitCode === null ? once(this.#process, "exit") : undefined;
    this.#process.kill();
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function server(folder: string, port: number): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/authorized_keys
PidFile none
PasswordAuthentication no
# The folder lies below one that everybody may write to.
StrictModes no
`;
}

function client(folder: string): string {
  return `IdentityFile ${folder}/key
IdentitiesOnly yes
UserKnownHostsFile ${folder}/known_hosts
BatchMode yes
`;
}
