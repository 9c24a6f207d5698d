import { existsSync, readFileSync } from "node:fs";
import { ProblemError } from "../core/problem.ts";
import { type ExecResult, inOneLine, lastLines, tryExec } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";

/** Which Linux this is, as /etc/os-release says (os-release(5)): `{ id: "debian", version: "12" }`; undefined elsewhere. */
export interface Distribution {
  readonly id: string;
  /** Empty where it names none, as Debian's testing and unstable do. */
  readonly version: string;
}

/** Reads os-release's text. */
export function parseOsRelease(text: string): Distribution {
  const value = (key: string) => text.match(new RegExp(`^${key}=["']?([^"'\n]*)`, "m"))?.[1] ?? "";
  return { id: value("ID"), version: value("VERSION_ID") };
}

/** This machine's distribution. */
export function distribution(): Distribution | undefined {
  return existsSync("/etc/os-release") ? parseOsRelease(readFileSync("/etc/os-release", "utf8")) : undefined;
}

/** Whether this process may install packages by apt: on a Debian or Ubuntu, as root. */
export function canInstallPackages(): boolean {
  return ["debian", "ubuntu"].includes(distribution()?.id ?? "") && process.getuid?.() === 0;
}

/**
 * Installs packages with apt: nothing recommended beside them, nothing removed, no question asked. The package lists are
 * brought up to date where the installation does not succeed with those at hand.
 *
 * @param packages names, each with its release where it is to come from a certain one (`docker.io/trixie`)
 * @throws {ProblemError} HL903 with what apt said
 */
export async function installPackages(packages: readonly string[], { onProgress }: ToolOptions = {}): Promise<void> {
  onProgress?.(`installing ${packages.join(", ")}`);
  const before = await installedPackages();
  const install = () => apt(["install", "--yes", "--no-install-recommends", "--no-remove", ...packages]);
  try {
    if ((await install()).code === 0) return;
    await updatePackageLists();
    const result = await install();
    if (result.code !== 0) throw aptProblem(`apt could not install ${packages.join(", ")}`, result);
  } finally {
    for (const name of await installedPackages()) if (!before.has(name)) added.add(name);
  }
}

const added = new Set<string>();

/** The packages that this process has installed, with all that they brought along; sorted. */
export function packagesAdded(): string[] {
  return [...added].sort();
}

async function installedPackages(): Promise<Set<string>> {
  const { stdout } = await tryExec("dpkg-query", ["--show", "--showformat", "${db:Status-Status} ${Package}\n"]);
  return new Set(stdout.split("\n").flatMap((line) => (line.startsWith("installed ") ? [line.slice(10)] : [])));
}

/** Brings the package lists up to date. @throws {ProblemError} HL903 with what apt said */
export async function updatePackageLists(): Promise<void> {
  // Without this, apt-get counts a source that cannot be reached as a warning.
  const result = await apt(["update", "-o", "APT::Update::Error-Mode=any"]);
  if (result.code !== 0) throw aptProblem("apt could not bring its package lists up to date", result);
}

function apt(args: readonly string[]): Promise<ExecResult> {
  const env = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  return tryExec("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], { env, timeout: 1_200_000 });
}

function aptProblem(message: string, result: ExecResult): ProblemError {
  const said = inOneLine(lastLines(result.stderr.trim() || result.stdout.trim(), 4));
  return new ProblemError(
    { code: "HL903", level: "error", message: `${message}: ${said}`, fix: "Fix what apt says, then run this again." },
    1,
  );
}
