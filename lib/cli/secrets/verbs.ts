import { type Problem, ProblemError } from "../../core/problem.ts";
import { type HomelabModel, withoutMade } from "../../model/index.ts";
import { analyse } from "../../project/analyse.ts";
import { readLedger, writeLedger } from "../../project/ledger-file.ts";
import { loadDefinition } from "../../project/load.ts";
import { locateProject } from "../../project/locate.ts";
import { wantedSecrets } from "../../project/wanted-secrets.ts";
import { openStore, type Store, type Wanted } from "../../secrets/store.ts";
import { nearNames } from "../../terminal/near.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { printable, printableLines } from "../../terminal/printable.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { isInteractive, paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import { agree } from "../terminal/agree.ts";
import { formatReport } from "../terminal/report.ts";
import { editText } from "./editor.ts";
import { readSecret } from "./input.ts";
import { afterRotation } from "./rotation.ts";
import { type Needs, refuseUsed, useOf } from "./uses.ts";

interface FileOption {
  readonly file?: string;
}

/** `missing` until the user sets it, or restores what was generated; `to be made` until it is generated; `unused`: neither a service nor Pulumi wants it. */
type State = "set" | "missing" | "to be made" | "unused";

export async function list({ file, json }: FileOption & { readonly json?: boolean }): Promise<void> {
  const needs = await definitionOf(file);
  const { wanted } = needs;
  const store = await openStore(locateProject(file).root);
  store.requireFound();
  const rows = [
    ...wanted.map(({ name, generate, madeFor, consumers, description }) => ({
      name,
      state: ((has) => (has ? "set" : generate && madeFor === undefined ? "to be made" : "missing"))(
        store.has(name) && store.get(name) !== "",
      ) as State,
      source: generate ? "generated" : "provided",
      consumers,
      ...(description !== undefined && { description }),
    })),
    ...store
      .names()
      .filter((name) => !wanted.some((want) => want.name === name))
      .map((name) => {
        const { source = "", consumers = [], description } = useOf(name, needs) ?? {};
        const state: State = consumers.length === 0 ? "unused" : "set";
        return { name, state, source, consumers, ...(description !== undefined && { description }) };
      }),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (json) return writeData(formatReport("secrets list", true, [], { secrets: rows }));
  const width = Math.max(0, ...rows.map((row) => row.name.length));
  for (const { name, state, source, consumers, description } of rows) {
    const about = [consumers.join(", "), description].filter(Boolean).map((part) => printable(String(part)));
    writeData(
      `${printable(name).padEnd(width)}  ${state.padEnd(10)}  ${source.padEnd(9)}  ${about.join("  ")}`
        .trimEnd()
        .concat("\n"),
    );
  }
  if (rows.length === 0) tell("the definition wants no secret, and the store holds none");
}

export async function set(name: string, { file, exact }: FileOption & { readonly exact?: boolean }): Promise<void> {
  const store = await openStore(locateProject(file).root);
  const value = await readSecret(name, exact ?? false);
  store.set(name, value);
  await save(store);
  tell(`${name} is stored`);
  await warnUnwanted(name, file);
}

export async function show(name: string, { file }: FileOption): Promise<void> {
  const value = (await openStore(locateProject(file).root)).get(name);
  // Into a file or a pipe as it is; a terminal must not obey what a value holds.
  writeData(streams().stdout.isTTY ? `${printableLines(value)}\n` : value);
}

export async function edit({ file }: FileOption): Promise<void> {
  const store = await openStore(locateProject(file).root);
  const before = store.text();
  const names = store.names();
  let text = await editText(before);
  for (;;) {
    if (text === before) return tell("nothing was changed");
    try {
      store.replace(text);
      const removed = names.filter((name) => !store.has(name));
      if (removed.length > 0) refuseUsed(removed, await definitionOf(file));
      break;
    } catch (error) {
      // What was typed is not lost to one bad line, where somebody is there to fix it.
      if (!(error instanceof ProblemError) || !isInteractive()) throw error;
      writeError(formatProblems(error.problems, paintFor(streams().stderr)));
      const { confirm, isCancel } = await import("@clack/prompts");
      const message = "Edit it again? Otherwise nothing is changed.";
      const again = await undisturbed(() => confirm({ message, output: streams().stderr }));
      if (isCancel(again) || !again) throw error;
      text = await editText(text);
    }
  }
  await save(store);
  tell("the secrets are stored");
}

export async function rotate(names: readonly string[], { file }: FileOption): Promise<void> {
  const { model, wanted } = await definitionOf(file);
  const store = await openStore(locateProject(file).root);
  const problems: Problem[] = [];
  for (const name of names) {
    const want = wanted.find((one) => one.name === name);
    if (want?.generate)
      store.has(name) ? store.rotate(name, want.generate) : store.ensure([{ ...want, madeFor: undefined }]);
    else problems.push(notGenerated(name, want, wanted));
  }
  if (problems.length > 0) throw new ProblemError(problems);
  await save(store);
  for (const secret of model.stacks.flatMap((stack) => stack.secrets).filter((one) => names.includes(one.name))) {
    tell(`${secret.name} is new; it reaches ${secret.consumers.join(", ")} with the next \`homelab up\``);
    for (const line of afterRotation(model, secret)) tell(`  ${printable(line)}`);
  }
}

interface RekeyOptions extends FileOption {
  readonly recipient?: readonly string[];
  readonly yes?: boolean;
}

export async function rekey({ file, recipient, yes }: RekeyOptions): Promise<void> {
  const store = await openStore(locateProject(file).root);
  store.requireFound();
  if (!(await confirmReaders(store, yes === true, recipient))) return tell("nothing was changed");
  await store.rekey(recipient);
  await save(store);
  tell("the store is encrypted for its readers of now");
}

export async function init({ file, yes }: FileOption & { readonly yes?: boolean }): Promise<void> {
  const project = locateProject(file);
  const store = await openStore(project.root);
  store.begin();
  if (!(await confirmReaders(store, yes === true))) return tell("nothing was changed");
  await save(store);
  // Whoever begins a new store knows that the values of the old one are gone.
  const ledger = readLedger(project);
  if (ledger.entries.size > 0) await writeLedger(project, withoutMade(ledger));
  tell(`${store.file} is a new store, without a secret`);
}

/** Shows who is let in and who no longer; asks once before anybody is let in who was not named by the command itself. */
async function confirmReaders(store: Store, yes: boolean, given?: readonly string[]): Promise<boolean> {
  const { added, removed } = await store.readerChanges(given);
  for (const key of added) tell(`will read every secret (${store.names().length}): ${key}`);
  for (const key of removed) tell(`will read no longer: ${key}`);
  if (added.length === 0 || yes || given !== undefined) return true;
  if (!isInteractive()) {
    throw new ProblemError({
      code: "HL821",
      level: "error",
      message: `${added.join(", ")} would read every secret, and nobody can be asked whether that is meant`,
      fix: "run it on a terminal, or with --yes",
    });
  }
  const { confirm } = await import("@clack/prompts");
  const message = "Do you know these keys, and shall they read every secret?";
  return (await confirm({ message, initialValue: false, output: streams().stderr })) === true;
}

/** Removes secrets that nothing uses. What is in use stays, and with it all the others that were named. */
export async function rm(
  names: readonly string[],
  { file, yes }: FileOption & { readonly yes?: boolean },
): Promise<void> {
  const store = await openStore(locateProject(file).root);
  for (const name of names) store.remove(name);
  refuseUsed(names, await definitionOf(file));
  const question = `Remove ${names.join(", ")}? Only earlier versions of the store still have the value.`;
  if (!yes && !(await agree(question))) return;
  await save(store);
  for (const name of names) tell(`${name} is removed`);
}

async function definitionOf(file: string | undefined): Promise<Needs & { readonly model: HomelabModel }> {
  const definition = await loadDefinition(file);
  const ledger = readLedger(definition);
  const { model, built, ledger: applied } = analyse(definition.homelab, { ledger });
  // What vanished or cannot be moved is on record, and so named here all the same.
  const isOfLedger = (code: string) => ["HL090", "HL091", "HL092"].includes(code);
  if (built.some(({ level, code }) => level === "error" && !isOfLedger(code))) throw new ProblemError(built);
  return { model, wanted: wantedSecrets(model.stacks, (applied ?? { ledger }).ledger), ledger };
}

async function save(store: Store): Promise<void> {
  const warnings = await store.save();
  if (warnings.length > 0) writeError(formatProblems(warnings, paintFor(streams().stderr)));
}

/** A name that the definition does not know is stored all the same: it may be about to be written. */
async function warnUnwanted(name: string, file: string | undefined): Promise<void> {
  // A definition that does not load is no reason to refuse a secret, nor the place to hear of it.
  const definition = await definitionOf(file).catch(() => undefined);
  if (definition === undefined || definition.wanted.some((want) => want.name === name)) return;
  const [near] = nearNames(
    name,
    definition.wanted.map((want) => want.name),
  );
  tell(`nothing in the definition uses ${name}${near === undefined ? "" : `; did you mean ${near}?`}`);
}

function notGenerated(name: string, want: Wanted | undefined, wanted: readonly Wanted[]): Problem {
  return want
    ? {
        code: "HL716",
        level: "error",
        message: `${name} is issued by somebody else, and cannot be generated`,
        fix: `have it issued again, then: homelab secrets set ${name}`,
      }
    : {
        code: "HL716",
        level: "error",
        message: `the definition has no secret ${JSON.stringify(name)}`,
        exists: wanted.filter((one) => one.generate).map((one) => one.name),
        fix: "correct the name; `homelab secrets list` shows all",
      };
}
