import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { ProblemError } from "../core/problem.ts";
import { exec } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { canInstallPackages, type Distribution, distribution, installPackages, updatePackageLists } from "./apt.ts";

/** What is installed where there is no Docker. */
export interface DockerPackages {
  readonly packages: readonly string[];
  /** Set where they are taken from a newer release than the machine's: that release's name. */
  readonly release?: string;
}

const DEBIAN = ["docker.io", "docker-cli", "docker-compose", "docker-buildx"] as const;

/**
 * The distribution's own packages of Docker: engine, client, Compose and buildx.
 *
 * Debian 12 has Engine 20.10 and no Compose v2; the four packages of Debian 13 (Engine 26.1, Compose 2.26) install on it
 * and bring nothing else of that release along. Ubuntu has Compose v2 since 22.04.
 *
 * @returns undefined for any other system
 */
export function dockerPackages({ id, version }: Distribution): DockerPackages | undefined {
  const release = version === "" ? Number.POSITIVE_INFINITY : Number.parseFloat(version);
  if (id === "debian" && release >= 13) return { packages: [...DEBIAN, "iptables"] };
  if (id === "debian" && release >= 12) return { packages: [...DEBIAN, "iptables"], release: "trixie" };
  if (id === "debian") return { packages: ["docker.io", "iptables"] };
  if (id === "ubuntu" && release >= 22)
    return { packages: ["docker.io", "docker-compose-v2", "docker-buildx", "iptables"] };
  return undefined;
}

/** What a reader without Docker has to do on such a system. One sentence or two. */
export function howToInstallDocker(platform: NodeJS.Platform, system: Distribution | undefined): string {
  const packages = system === undefined ? undefined : dockerPackages(system);
  if (platform === "darwin") return "Install Docker Desktop, OrbStack or Colima, and start it.";
  if (packages !== undefined && packages.release === undefined) {
    return `Run \`sudo apt-get install ${packages.packages.join(" ")}\`, or this command as root, which does it.`;
  }
  const guide = "Install Docker Engine with its Compose plugin (https://docs.docker.com/engine/install/) and start it";
  return packages === undefined
    ? `${guide}.`
    : `${guide}, or run this command as root, which installs Debian's packages.`;
}

/** Whether this process can install Docker itself: on Debian and Ubuntu, as root. */
export function canInstallDocker(): boolean {
  const system = distribution();
  return system !== undefined && dockerPackages(system) !== undefined && canInstallPackages();
}

/**
 * Installs Docker's packages. Nothing is started by it where no init system runs.
 *
 * @throws {ProblemError} HL900 where this process cannot (see {@link canInstallDocker}); HL903 with what apt said
 */
export async function installDocker(options: ToolOptions = {}): Promise<void> {
  const system = distribution();
  const plan = system === undefined ? undefined : dockerPackages(system);
  if (plan === undefined || !canInstallPackages()) {
    const fix = howToInstallDocker(process.platform, system);
    throw new ProblemError({ code: "HL900", level: "error", message: "Docker is not installed.", fix }, 1);
  }
  const { release } = plan;
  if (release === undefined) return installPackages(plan.packages, options);
  const offered = await addRelease(release, options);
  // A mirror that holds this release only: its older engine serves as well, with a Compose of our own beside it.
  if (!offered) return installPackages(["docker.io", "iptables"], options);
  await installPackages([...DEBIAN.map((name) => `${name}/${release}`), "iptables"], options);
}

const PIN = "/etc/apt/preferences.d/homelab-stacks-docker";
const SOURCE = "/etc/apt/sources.list.d/homelab-stacks-docker.sources";

/** Whether apt's sources have a newer release for Docker's packages, by {@link installDocker}. */
export function releaseAdded(): boolean {
  return existsSync(SOURCE) || existsSync(PIN);
}

/** Takes that release out of apt's sources again, with its pin. @returns the files that were removed */
export async function removeRelease(): Promise<string[]> {
  const files = [SOURCE, PIN].filter((file) => existsSync(file));
  for (const file of files) await rm(file, { force: true });
  // What it offered stays in apt's lists until these are made again; a machine that is offline does that later.
  if (files.length > 0) await updatePackageLists().catch(() => undefined);
  return files;
}

// Makes a newer release's packages available where they are asked for by name, and only there (priority 100, see
// apt_preferences(5)), from the archive that the machine's own packages come from. Answers whether that archive has it.
async function addRelease(release: string, { onProgress }: ToolOptions): Promise<boolean> {
  const known = await archives();
  if (known.some((archive) => archive.codename === release)) return true;
  if (!existsSync("/var/lib/apt/lists") || known.length === 0) await updatePackageLists();
  const own = (known.length === 0 ? await archives() : known)[0];
  if (own === undefined) return false;
  onProgress?.(`adding Debian's ${release} to apt's sources, for Docker's packages only (${SOURCE})`);
  // The pin first: without it the source would offer an upgrade of everything.
  await writeFile(PIN, `Package: *\nPin: release n=${release}\nPin-Priority: 100\n`);
  await writeFile(SOURCE, sourceOf(own.uri, release));
  try {
    await updatePackageLists();
    return true;
  } catch {
    for (const file of [SOURCE, PIN]) await rm(file, { force: true });
    await updatePackageLists();
    return false;
  }
}

function sourceOf(uri: string, release: string): string {
  const signed = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const lines = ["Types: deb", `URIs: ${uri}`, `Suites: ${release}`, "Components: main", `Signed-By: ${signed}`];
  return `# Docker's packages of a newer release; the pin of the same name keeps all others out.\n${lines.join("\n")}\n`;
}

// The archives of main that apt reads, as apt itself tells them, whatever form its sources are written in.
async function archives(): Promise<{ uri: string; codename: string }[]> {
  const format = "$(REPO_URI)|$(CODENAME)|$(COMPONENT)";
  const lines = (await exec("apt-get", ["indextargets", "--format", format, "Created-By: Packages"])).split("\n");
  const rows = lines.map((line) => line.split("|"));
  return rows.flatMap(([uri, codename, component]) =>
    uri !== undefined && codename !== undefined && component === "main" && !codename.includes("-")
      ? [{ uri, codename }]
      : [],
  );
}
