import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { Homelab } from "../../core/index.ts";
import { ProblemError } from "../../core/problem.ts";
import { shortPath } from "../../project/locate.ts";
import { packageVersion } from "../../project/package.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { isInteractive, tell } from "../../terminal/streams.ts";
import { withExamples } from "../options.ts";

interface InitOptions {
  readonly name?: string;
  readonly domain?: string;
  readonly timezone?: string;
  readonly package?: string;
  readonly install: boolean;
}

/** `homelab init`: a repository of one's own, from which all other verbs work without another step. */
export function addInit(program: Command): void {
  const command = program
    .command("init")
    .description("begin a homelab in a new folder: the definition, and all that npm, Pulumi, git and CI need")
    .argument("[folder]", "where; made if it is not there, and empty but for .git", ".")
    .option("--name <name>", "the homelab's name (default: the folder's)")
    .option("--domain <domain>", "the domain of public names")
    .option("--timezone <zone>", "the containers' time zone (default: this machine's)")
    .option("--package <source>", "where npm gets homelab-stacks from: a version, or the path of an archive")
    .option("--no-install", "do not run `npm install`")
    .action(init);
  withExamples(command, [
    ["homelab init lab", "ask for what it should be called, and make it in the folder lab"],
    ["homelab init lab --domain example.com", "the same, without that question"],
  ]);
}

async function init(folder: string, options: InitOptions): Promise<void> {
  const root = resolve(folder);
  const there = existsSync(root) ? (await readdir(root)).filter((name) => name !== ".git") : [];
  if (there.length > 0) throw new ProblemError(notEmpty(shortPath(root), there));
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const name = options.name ?? (await ask("What is the homelab called?", idOf(basename(root))));
  const domain = options.domain ?? (await ask("Which domain do its public names have? (none: leave it empty)", ""));
  const timezone = options.timezone ?? (await ask("Which time zone?", zone));
  const [{ starterFiles }, core] = await Promise.all([
    import("../../project/starter.ts"),
    import("../../core/index.ts"),
  ]);
  const texts = { ...(domain !== "" && { domain }), ...(timezone !== "" && { timezone }) };
  await requireSound(new core.Homelab(name, texts));
  const files = starterFiles({ name, ...texts, source: sourceOf(options.package) });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { flag: "wx" });
    tell(`wrote ${shortPath(join(root, path))}`);
  }
  if (options.install) {
    const { exec } = await import("../../system/exec.ts");
    tell("installing its packages (npm install)");
    await exec("npm", ["install", "--no-audit", "--no-fund"], { cwd: root, timeout: 600_000 });
  }
  const into = root === process.cwd() ? "" : `cd ${shortPath(root)} && `;
  tell(`next: ${into}${options.install ? "" : "npm install && "}npx homelab check`);
}

/** The person at the terminal is asked; where there is none, the proposal is taken. */
async function ask(message: string, proposal: string): Promise<string> {
  if (!isInteractive()) return proposal;
  const { text, isCancel } = await import("@clack/prompts");
  const options = { message, initialValue: proposal, defaultValue: proposal, output: process.stderr };
  const answer = await undisturbed(() => text(options));
  if (isCancel(answer))
    throw new ProblemError({ code: "HL744", level: "error", message: "nothing was written", fix: "run it again" });
  return answer.trim();
}

/** What a definition of these would be refused or warned for is said before anything is written. */
async function requireSound(homelab: Homelab): Promise<void> {
  const { analyse } = await import("../../project/analyse.ts");
  const { built, found } = analyse(homelab);
  const wrong = [...built, ...found].filter(({ level }) => level !== "advice");
  const fix = "correct `--name`, `--domain` or `--timezone`; nothing was written";
  if (wrong.length === 0) return;
  throw new ProblemError(wrong.map(({ code, message }) => ({ code, level: "error", message, fix })));
}

/** A folder's name as an id: lowercase letters, digits, `-` and `_`. */
function idOf(folder: string): string {
  const id = folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+|-+$/g, "");
  return id === "" ? "homelab" : id;
}

/** A path is one from here, not from the new folder. */
function sourceOf(given = `^${packageVersion()}`): string {
  return existsSync(given) ? `file:${resolve(given)}` : given;
}

function notEmpty(folder: string, there: readonly string[]) {
  return {
    code: "HL707",
    level: "error",
    message: `the folder ${folder} is not empty: ${there.slice(0, 5).join(", ")}${there.length > 5 ? ", …" : ""}; nothing was written`,
    fix: "name a new folder: `homelab init lab`",
  } as const;
}
