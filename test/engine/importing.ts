import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { type Project, project, type Run } from "../cli/project.ts";

/** What `homelab import --json` reports. */
export interface Report {
  readonly projects?: readonly {
    readonly name: string;
    readonly containers: number;
    readonly restarted: readonly string[];
    readonly differences: readonly { readonly path: string; readonly key: string }[];
    readonly normalisations: readonly string[];
  }[];
  readonly problems: readonly { readonly code: string; readonly path?: string; readonly message: string }[];
  readonly written?: readonly string[];
  readonly secrets?: readonly string[];
}

export interface Imported extends Run {
  readonly lab: Project;
  readonly report: Report;
  /** The same once more. */
  readonly again: () => Promise<Imported>;
  /** The text of `stacks/<name>`. */
  readonly stack: (name: string) => string;
  /** All that was written but the store, and all that was said. */
  readonly everything: () => string;
}

/** Has the command import a folder of these files, by the Compose of this run and no other. */
export async function imported(name: string, files: ReadonlyMap<string, string>): Promise<Imported> {
  const lab = await project();
  writeFiles(join(lab.dir, "by-hand", name), files);
  return importIn(lab, name);
}

export async function importIn(lab: Project, name: string): Promise<Imported> {
  const run = await lab.run(["import", `by-hand/${name}`, "--json"], { env: { PATH: pathOfCompose() } });
  const stacks = join(lab.dir, "stacks");
  return {
    ...run,
    lab,
    report: JSON.parse(run.stdout) as Report,
    again: () => importIn(lab, name),
    stack: (file) => readFileSync(join(stacks, file), "utf8"),
    everything: () =>
      [run.stdout, run.stderr, ...readdirSync(stacks).map((one) => readFileSync(join(stacks, one), "utf8"))].join("\n"),
  };
}

export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

let path: string | undefined;

function pathOfCompose(): string {
  if (path !== undefined) return path;
  const { command, args } = inject("engine").compose;
  if (args.length > 0) return process.env["PATH"] ?? "";
  path = mkdtempSync(join(tmpdir(), "homelab-compose-"));
  symlinkSync(command, join(path, "docker-compose"));
  return path;
}
