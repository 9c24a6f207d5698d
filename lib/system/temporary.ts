import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { cacheDir } from "./cache-dir.ts";
import { lives } from "./process.ts";

/** Something that lies on disk for the time of a piece of work. */
export interface Temporary {
  readonly path: string;
  /** Removes it; never throws. */
  readonly remove: () => void;
}

// What a killed process leaves is swept by the next command, wherever it lies: each temporary place is first noted, as a file
// `<cacheDir()>/temporary/<process id>-<number>` that holds the machine's name and the place's path.
const notes = () => join(cacheDir(), "temporary");
let count = 0;

/** Names of ours: what is swept has one of these, whatever stands in a note. */
const ourName = /^\.?homelab-|^\..+\.tmp$/;

/**
 * Makes an empty folder, mode 0700, that a later command removes where this process is killed.
 *
 * @param kind a word of its name: `homelab-<kind>-…`
 * @param parent where it lies. Default: the system's folder for temporary files
 */
export function temporaryFolder(kind: string, parent = tmpdir()): Temporary {
  const prefix = join(parent, `homelab-${kind}-${process.pid}-`);
  return made(prefix, () => mkdtempSync(prefix));
}

/** Like {@link temporaryFolder}, hidden: beside files of the user's. */
export function hiddenFolder(kind: string, parent: string): Temporary {
  const prefix = join(parent, `.homelab-${kind}-${process.pid}-`);
  return made(prefix, () => mkdtempSync(prefix));
}

/** Notes a file that is about to be made, `.<name>.tmp`. Its maker renames it into place, or removes it. */
export function temporaryFile(path: string): Temporary {
  return made(path, () => path);
}

// The note is there before the place is: a folder's name is not known by then, but what it begins with.
function made(prefix: string, make: () => string): Temporary {
  const note = join(notes(), `${process.pid}-${count++}`);
  try {
    mkdirSync(notes(), { recursive: true, mode: 0o700 });
    writeFileSync(note, `${hostname()}\n${prefix}`, { mode: 0o600 });
  } catch {
    // No room or no access: the work is worth more than the note.
  }
  const drop = (place: string) => {
    try {
      rmSync(place, { recursive: true, force: true });
    } catch {
      return;
    }
    rmSync(note, { force: true });
  };
  try {
    const path = make();
    return { path, remove: () => drop(path) };
  } catch (error) {
    rmSync(note, { force: true });
    throw error;
  }
}

/** Removes what processes that are no more have left. What cannot be removed stays, and is tried again. */
export function sweepTemporary(): void {
  for (const name of names(notes())) {
    const pid = Number(/^(\d+)-\d+$/.exec(name)?.[1]);
    if (!Number.isInteger(pid) || (pid !== process.pid && lives(pid))) continue;
    // A note of this very process's id that it has not made: an earlier process had the same.
    if (pid === process.pid && count > 0) continue;
    const note = join(notes(), name);
    try {
      const [machine, prefix = ""] = readFileSync(note, "utf8").split("\n");
      // A folder of the user's that several machines or containers share: there the process may live.
      if (machine !== hostname()) continue;
      if (isAbsolute(prefix) && ourName.test(basename(prefix))) {
        for (const place of places(prefix)) rmSync(place, { recursive: true, force: true });
      }
      rmSync(note, { force: true });
    } catch {
      // Tried again by the next command.
    }
  }
}

/** What has been made with such a beginning: one file, or one folder with six letters after it (mkdtemp). */
function places(prefix: string): string[] {
  const [folder, start] = [dirname(prefix), basename(prefix)];
  return names(folder)
    .filter(
      (name) => name === start || (start.endsWith("-") && name.startsWith(start) && name.length === start.length + 6),
    )
    .map((name) => join(folder, name));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
