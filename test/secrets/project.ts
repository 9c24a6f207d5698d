import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { onTestFinished } from "vitest";
import { type Problem, ProblemError } from "../../lib/core/problem.ts";
import { openStore, type Store } from "../../lib/secrets/store.ts";

/** A person with a home of their own, and a project in it: what the environment says is theirs, not this machine's. */
export interface Project {
  readonly dir: string;
  readonly home: string;
  readonly file: string;
  readonly recipientsFile: string;
  readonly identityFile: string;
  readonly env: Record<string, string>;
  open(): Promise<Store>;
}

/** A project without a store, its person without an identity; removed when the test ends. */
export async function emptyProject(parent = tmpdir()): Promise<Project> {
  const home = await mkdtemp(join(parent, "homelab-secrets-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const dir = join(home, "project");
  await mkdir(dir);
  const env: Record<string, string> = { HOME: home };
  return {
    dir,
    home,
    env,
    file: join(dir, "secrets.age"),
    recipientsFile: join(dir, "secrets.recipients"),
    identityFile: join(home, ".config", "homelab-stacks", "identity.txt"),
    open: () => openStore(dir, { env }),
  };
}

/** A project whose store holds these. */
export async function projectWith(values: Readonly<Record<string, string>>): Promise<Project> {
  const project = await emptyProject();
  const store = await project.open();
  for (const [name, value] of Object.entries(values)) store.set(name, value);
  // Written even if it holds nothing.
  await store.rekey();
  await store.save();
  return project;
}

/** A new age key pair. */
export async function keyPair(): Promise<{ key: string; recipient: string }> {
  const key = await generateX25519Identity();
  return { key, recipient: await identityToRecipient(key) };
}

/** Another person's identity, as the environment in which they work. */
export async function stranger(project: Project): Promise<{ env: Record<string, string>; recipient: string }> {
  const { key, recipient } = await keyPair();
  const path = join(project.home, `${recipient}.txt`);
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return { env: { HOME: project.home, HOMELAB_AGE_KEY_FILE: path }, recipient };
}

/** The problems that a piece of work fails with. Fails the test if it succeeds or throws anything else. */
export async function problemsOf(work: () => unknown): Promise<readonly Problem[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  throw new Error("no problem was reported");
}

/** The one problem that a piece of work fails with. */
export async function problemOf(work: () => unknown): Promise<Problem> {
  const [problem, ...others] = await problemsOf(work);
  if (problem === undefined || others.length > 0) throw new Error(`${others.length + 1} problems were reported`);
  return problem;
}

/** Each file of a folder with its content, to see that nothing was touched or left behind. */
export async function snapshot(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name), "latin1")] as const)),
  );
}
