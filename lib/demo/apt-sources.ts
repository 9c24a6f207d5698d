import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec, tryExec } from "../system/exec.ts";
import { distribution } from "../tools/apt.ts";

/** The Debian release that the stand-ins are built from. */
export const RELEASE = "trixie";

const DEFAULT_MIRROR = "http://deb.debian.org/debian";

/**
 * The mirror that this machine takes Debian's packages from: the first of its apt sources whose path ends in `/debian`, else Debian's
 * own.
 */
export async function debianMirror(etc = "/etc/apt"): Promise<string> {
  if (distribution()?.id !== "debian") return DEFAULT_MIRROR;
  const parts = (await readdir(join(etc, "sources.list.d")).catch(() => [])).filter((name) =>
    /\.(list|sources)$/.test(name),
  );
  const files = [join(etc, "sources.list"), ...parts.sort().map((name) => join(etc, "sources.list.d", name))];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return mirrorIn(texts.join("\n")) ?? DEFAULT_MIRROR;
}

/** The first address of Debian's archive in the text of apt's sources, of either format (sources.list(5)). */
export function mirrorIn(text: string): string | undefined {
  return /^(?:URIs:|deb\s)\s*(?:\[[^\]]*\]\s*)?(?:\S+\s+)*?(\S+\/debian)\/?(?=\s|$)/m.exec(text)?.[1];
}

/**
 * Writes this machine's way to Debian's packages into a folder, and answers the build's arguments that lend it to the steps that ask
 * for it: it never becomes part of an image.
 */
export async function aptSecrets(folder: string): Promise<string[]> {
  const sources = join(folder, "apt-sources");
  const options = join(folder, "apt-options");
  const signed = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]";
  await writeFile(sources, `deb ${signed} ${await debianMirror()} ${RELEASE} main\n`, { mode: 0o600 });
  const { stdout } = await tryExec("apt-config", ["dump"]);
  const transport = stdout.split("\n").filter((line) => line.startsWith("Acquire::"));
  await writeFile(options, `${transport.join("\n")}\n`, { mode: 0o600 });
  return ["--secret", `id=apt-sources,src=${sources}`, "--secret", `id=apt-options,src=${options}`];
}

/** Makes a minimal Debian below a folder, with nothing in it that tells of this machine. */
export async function bootstrap(folder: string): Promise<void> {
  const include = "--include=ca-certificates,debian-archive-keyring,util-linux";
  await exec("debootstrap", ["--variant=minbase", include, RELEASE, folder, await debianMirror()], {
    timeout: 900_000,
  });
  const own = [
    "etc/apt/sources.list",
    "etc/hostname",
    "etc/resolv.conf",
    "var/log/bootstrap.log",
    "var/lib/apt/lists",
    "var/cache/apt",
  ];
  await exec("rm", ["-rf", ...own.map((path) => join(folder, path))]);
  await exec("mkdir", [
    "-p",
    join(folder, "var/lib/apt/lists/partial"),
    join(folder, "var/cache/apt/archives/partial"),
  ]);
}
