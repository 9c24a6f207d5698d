import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { Homelab } from "../../core/index.ts";
import { ProblemError } from "../../core/problem.ts";
import { idOf, shortPath } from "../../project/locate.ts";
import { packageVersion } from "../../project/package.ts";
import { shellWord } from "../../system/shell-word.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { isInteractive, streams, tell } from "../../terminal/streams.ts";
import { repeatable, withExamples } from "../options.ts";

interface InitOptions {
  readonly name?: string;
  readonly domain?: string;
  readonly timezone?: string;
  readonly package?: string;
  readonly from?: readonly string[];
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
    .option("--package <source>", "where npm gets homelab-stacks from: a version, or an archive, which is copied")
    .option("--from <place>", "import Compose projects from a folder or file; may be repeated", repeatable)
    .option("--no-install", "do not run `npm install`")
    .action(init);
  withExamples(command, [
    ["homelab init lab", "ask for what it should be called, and make it in the folder lab"],
    ["homelab init lab --domain example.com", "the same, without that question"],
    ["homelab init lab --from ~/docker", "begin with the Compose projects that are there"],
  ]);
}

async function init(folder: string, options: InitOptions): Promise<void> {
  const root = resolve(folder);
  await requireEmpty(root);
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
  const archive = options.package !== undefined && existsSync(options.package) ? resolve(options.package) : undefined;
  const kept = archive && `vendor/${basename(archive)}`;
  const source = kept ? `file:${kept}` : (options.package ?? `^${packageVersion()}`);
  const { from = [] } = options;
  const files = starterFiles({ name, ...texts, source, isEmpty: from.length > 0 });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, { flag: "wx" });
    tell(`wrote ${shortPath(join(root, path))}`);
  }
  if (archive && kept) {
    await mkdir(dirname(join(root, kept)));
    await copyFile(archive, join(root, kept));
    tell(`wrote ${shortPath(join(root, kept))}`);
  }
  if (from.length > 0) {
    const { importInto } = await import("./import.ts");
    await importInto({ root, file: join(root, "stacks/homelab.ts") }, from);
  }
  if (options.install) await install(root);
  const into = root === process.cwd() ? "" : `cd ${shellWord(shortPath(root))} && `;
  tell(`next: ${into}${options.install ? "" : "npm install && "}npx homelab check`);
}

/** The person at the terminal is asked; where there is none, the proposal is taken. */
async function ask(message: string, proposal: string): Promise<string> {
  if (!isInteractive()) return proposal;
  const { text, isCancel } = await import("@clack/prompts");
  const options = { message, initialValue: proposal, defaultValue: proposal, output: streams().stderr };
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

/** @throws ProblemError HL707 for a folder with anything but .git in it, and for what is no folder */
async function requireEmpty(root: string): Promise<void> {
  const fix = "name a new folder: `homelab init lab`";
  const refuse = (why: string) => {
    const what = root === process.cwd() ? "this folder" : shortPath(root);
    const message = `${what} ${why}; nothing was written`;
    return new ProblemError({ code: "HL707", level: "error", message, fix });
  };
  if (!existsSync(root)) return;
  if (!(await stat(root)).isDirectory()) throw refuse("is no folder");
  const there = (await readdir(root)).filter((name) => name !== ".git");
  if (there.length === 0) return;
  throw refuse(`is not empty: ${there.slice(0, 5).join(", ")}${there.length > 5 ? ", …" : ""}`);
}

/** @throws ProblemError HL708 (exit code 1) with npm's last words, the files being there */
async function install(root: string): Promise<void> {
  const { lastLines, tryExec } = await import("../../system/exec.ts");
  tell("installing its packages (npm install)");
  const { code, stderr } = await tryExec("npm", ["install", "--no-audit", "--no-fund"], { cwd: root });
  if (code === 0) return;
  const isMissing = code === 127;
  const message = `the files are there, and \`npm install\` failed${isMissing ? ": there is no npm on PATH" : ""}`;
  const log = isMissing ? [] : lastLines(stderr, 5).split("\n");
  const fix = "run it in that folder once the cause is gone; `--package` names where npm gets homelab-stacks from";
  throw new ProblemError({ code: "HL708", level: "error", message, log, fix }, 1);
}
