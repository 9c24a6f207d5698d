import { chmodSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../system/temporary.ts";

// The key of HOMELAB_AGE_KEY, as long as this process lives. Whatever it starts would inherit the variable, and so would all
// that these start in turn: it is taken out of the environment first of all.
let held: string | undefined;

/** Takes HOMELAB_AGE_KEY out of this process's environment, and keeps it. To be called before anything is started. */
export function takeKey(): void {
  held = process.env["HOMELAB_AGE_KEY"];
  delete process.env["HOMELAB_AGE_KEY"];
}

/** The key that was taken, where there was one. Never print it. */
export function heldKey(): string | undefined {
  return held;
}

/**
 * What the definition's program, which Pulumi starts, finds the key by: HOMELAB_AGE_KEY_FILE names a socket that only this user
 * can reach, that answers with the key, and that is gone with this process. Nothing where the key is not in the environment.
 */
export async function servedKey(): Promise<Readonly<Record<string, string>>> {
  const key = held;
  if (key === undefined || process.env["HOMELAB_AGE_KEY_FILE"] !== undefined) return {};
  const folder = temporaryFolder("key");
  const path = join(folder.path, "key");
  const server = createServer((socket) => socket.on("error", () => {}).end(`${key}\n`));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  server.unref();
  process.on("exit", folder.remove);
  return { HOMELAB_AGE_KEY_FILE: path };
}

/** What such a socket answers. @throws where nobody answers any more */
export async function askForKey(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  const socket = connect(path).setTimeout(10_000, () => socket.destroy(new Error("it does not answer")));
  for await (const chunk of socket) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString("utf8");
}
