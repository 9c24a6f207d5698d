import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { lives } from "../../system/process.ts";
import { hiddenFolder, temporaryFile } from "../../system/temporary.ts";
import { bothOf, formatManifest, manifestFile, manifestText } from "./manifest.ts";
import { inaccessible, isEmpty, type Plan } from "./plan-files.ts";

const stagePrefix = ".homelab-stage-";

/** A file outside of the output folder that is written with it, or not at all. */
export interface BesideFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Carries out a plan, all of it or nothing: every file is first written aside, then renamed into its place, and when
 * something fails, what was replaced or removed comes back. Files that are as they should be are not touched. A kill at any
 * moment leaves each file whole, old or new, and the next run finishes the work.
 * @throws ProblemError HL712 (exit code 1) where something cannot be written; all is then as it was.
 */
export function writeFiles(plan: Plan, beside?: BesideFile): void {
  const { folder, write, remove, manifest } = plan;
  sweep(folder);
  const undo: (() => void)[] = [];
  const release = holdSignals();
  let place = folder;
  try {
    if (beside) {
      place = dirname(beside.path);
      undo.push(replaceBeside(beside, undo));
      place = folder;
    }
    if (isEmpty(plan)) return;
    makeFolder(folder, undo);
    const { path: stage, remove: dropStage } = hiddenFolder("stage", folder);
    undo.push(dropStage);
    // Before any secret is: git finds nothing in there, whenever it looks.
    stageFile(join(stage, ".gitignore"), "*\n");
    const replace = (path: string, staged: string) => {
      const target = join(folder, path);
      makeFolder(dirname(target), undo);
      if (statSync(target, { throwIfNoEntry: false }) === undefined) undo.push(() => rmSync(target));
      else undo.push(asideOf(target, `${staged}.old`));
      renameSync(staged, target);
    };
    const staged = write.map((file, index) => ({
      file,
      place: stageFile(join(stage, `${index}`), file.content, file.mode),
    }));
    // Until all is done the manifest names the old files and the new ones: whichever a kill leaves are known as ours.
    const list = (name: string, content: string) => {
      if (manifestText(folder) !== content) replace(manifestFile, stageFile(join(stage, name), content));
    };
    list("both", formatManifest(bothOf(manifest.before, manifest.after)));
    for (const { file, place } of staged) replace(file.path, place);
    for (const [index, path] of remove.entries()) {
      const [target, aside] = [join(folder, path), join(stage, `removed-${index}`)];
      renameSync(target, aside);
      undo.push(() => renameSync(aside, target));
    }
    list("after", formatManifest(manifest.after));
    dropStage();
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw inaccessible(place, "written", error);
  } finally {
    release();
  }
  for (const path of remove) removeIfEmpty(folder, dirname(path));
}

/** Its own folder may be on another disk than the output: it is staged there. The undoing brings the old one back. */
function replaceBeside({ path, content }: BesideFile, undo: (() => void)[]): () => void {
  const before = attempt(() => readFileSync(path));
  const { path: aside, remove } = temporaryFile(join(dirname(path), `.${basename(path)}.${process.pid}.tmp`));
  undo.push(remove);
  rmSync(aside, { force: true });
  renameSync(stageFile(aside, content), path);
  remove();
  if (before === undefined) return () => rmSync(path);
  return () => renameSync(stageFile(aside, before), path);
}

function stageFile(place: string, content: string | Buffer, mode?: number): string {
  // What holds secrets is never readable by others, not even before it has its name; the rest is as the umask says.
  writeFileSync(place, content, { flag: "wx", mode: mode === 0o600 ? 0o600 : 0o666 });
  return place;
}

/** Makes a folder with those above it; the undoing removes what was made, as far as it is empty then. */
function makeFolder(folder: string, undo: (() => void)[]): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  undo.push(() => {
    for (let one = folder; ; one = dirname(one)) {
      rmdirSync(one);
      if (one === first) return;
    }
  });
}

/** Keeps a file under a second name, so that it has its first one until the moment it is replaced. */
function asideOf(target: string, aside: string): () => void {
  try {
    linkSync(target, aside);
  } catch {
    // A file system without hard links.
    copyFileSync(target, aside);
  }
  return () => renameSync(aside, target);
}

/** Ctrl-C waits for the few milliseconds that the swap takes. */
function holdSignals(): () => void {
  const wait = () => {};
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, wait);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, wait);
  };
}

/** Removes what killed runs left. Another run's that is at work is its own. */
function sweep(folder: string): void {
  const left = attempt(() => readdirSync(folder)) ?? [];
  for (const name of left.filter((one) => one.startsWith(stagePrefix))) {
    const pid = Number(name.slice(stagePrefix.length).split("-")[0]);
    if (!lives(pid)) attempt(() => rmSync(join(folder, name), { recursive: true, force: true }));
  }
}

function removeIfEmpty(folder: string, name: string): void {
  if (name !== ".") attempt(() => rmdirSync(join(folder, name)));
}

/** Undefined where it fails: for cleaning up, which does its best. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
