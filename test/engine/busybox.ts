import { createHash } from "node:crypto";
import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "../../lib/demo/registry-images.ts";
import { exec } from "../../lib/system/exec.ts";
import { withLock } from "../../lib/system/lock.ts";
import { install } from "../../lib/tools/cache.ts";
import { engine } from "./engine.ts";

/** Its public name, as a homelab with a mirror names it. */
export const REAL = "docker.io/library/busybox:1.37";

const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
CMD ["sh"]
`;

/** Where the local registry has the image under the hash of how it is made: what lies there is up to date. */
const [MADE, HASH] = ["homelab-tests/busybox", createHash("sha256").update(DOCKERFILE).digest("hex").slice(0, 16)];

/**
 * The reference of an image with a shell and little else, for tests that need no app: the public busybox where a registry
 * answers; else one of 2 MB, made of Debian's busybox-static and pushed to the local registry, once.
 */
export async function busybox(): Promise<string> {
  const { mirror } = engine;
  if (mirror === undefined) return REAL;
  const reference = `${mirror}/${REAL}`;
  await withLock("busybox", async () => {
    const [name = "", tag = ""] = REAL.split(":");
    const [made, present] = [await digestOf(mirror, MADE, HASH), await digestOf(mirror, name, tag)];
    if (made !== undefined && made === present) return;
    const folder = await install("busybox-static", HASH, download);
    await engine.docker(["build", "--tag", reference, "--tag", `${mirror}/${MADE}:${HASH}`, folder]);
    await engine.docker(["push", "--quiet", reference]);
    await engine.docker(["push", "--quiet", `${mirror}/${MADE}:${HASH}`]);
  });
  return reference;
}

/** Unpacked, not installed: it would take the place of the machine's own busybox. */
async function download(folder: string): Promise<void> {
  await exec("apt-get", ["download", "busybox-static"], { cwd: folder });
  const deb = (await readdir(folder)).find((name) => name.endsWith(".deb")) ?? "";
  await exec("dpkg-deb", ["--extract", deb, "unpacked"], { cwd: folder });
  await copyFile(join(folder, "unpacked/bin/busybox"), join(folder, "busybox"));
  await rm(join(folder, "unpacked"), { recursive: true });
  await rm(join(folder, deb));
  await writeFile(join(folder, "Dockerfile"), DOCKERFILE);
}
