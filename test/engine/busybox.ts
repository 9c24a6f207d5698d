import { copyFile, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exec } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";

/** Its public name, as a homelab with a mirror names it. */
export const REAL = "docker.io/library/busybox:1.37";

/**
 * The reference of an image with a shell and little else, for tests that need no app: the public busybox where a registry
 * answers; else one of 2 MB, made of Debian's busybox-static and pushed to the local registry.
 */
export async function busybox(): Promise<string> {
  if (engine.mirror === undefined) return REAL;
  const reference = `${engine.mirror}/${REAL}`;
  const folder = await mkdtemp(join(tmpdir(), "busybox-"));
  try {
    // Unpacked, not installed: it would take the place of the machine's own busybox.
    await exec("apt-get", ["download", "busybox-static"], { cwd: folder });
    const deb = (await readdir(folder)).find((name) => name.endsWith(".deb")) ?? "";
    await exec("dpkg-deb", ["--extract", deb, "unpacked"], { cwd: folder });
    await copyFile(join(folder, "unpacked/bin/busybox"), join(folder, "busybox"));
    await writeFile(join(folder, "Dockerfile"), DOCKERFILE);
    await writeFile(join(folder, ".dockerignore"), "*\n!busybox\n");
    await engine.docker(["build", "--tag", reference, folder]);
    await engine.docker(["push", "--quiet", reference]);
  } finally {
    await rm(folder, { recursive: true });
  }
  return reference;
}

const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
CMD ["sh"]
`;
