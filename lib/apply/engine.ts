import automation, { type EngineEvent, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type Problem, ProblemError } from "../core/problem.ts";
import { secretValue } from "../targets/pulumi/resolve.ts";
import { type Adopted, adopt, type Deployment, urnOf } from "./adoption/adopt.ts";
import { idsOf, readState, type StateSettings, withState, writeState } from "./adoption/state.ts";
import { adoptionOf, type Change, changeOf, madeBy } from "./change.ts";
import { isStaleLock } from "./dead-lock.ts";
import { failure, isConsequence, lastError, locked, plain, stopped } from "./failure.ts";
import { dataVariable, problemsIn } from "./report.ts";
import { type Scope, targetsOf, toRedo } from "./scope.ts";
import { openStack, type StackOptions } from "./stack.ts";
import { Stop } from "./stop.ts";

/** What running Pulumi on a project takes. */
export interface EngineSettings extends StackOptions {
  /** Answers what the host has of the homelab's and the state, with these ids, does not know: it is taken over. */
  readonly strays: (ids: ReadonlySet<string>, purpose: Purpose) => Promise<readonly Adopted[]>;
  /** What a run is narrowed to. Default: nothing, all of the homelab. */
  readonly scope?: Scope | undefined;
  /** The version of Pulumi's docker provider. */
  readonly providerVersion: string;
  /** Hears what else there is to say while it runs. */
  readonly tell: (line: string) => void;
}

/** What something is taken over for. */
export type Purpose = "preview" | "up" | "destroy";

/** Hears each change as it begins (`done` false) and once it is made. */
export type OnChange = (change: Change, done: boolean) => void;

/** The project's Pulumi stack, as a plain `pulumi` in its folder has it: the same program, the same state. */
export class Engine {
  readonly #stack: Stack;
  readonly #settings: EngineSettings;
  readonly #state: StateSettings;
  #stop: Stop | undefined;

  private constructor(settings: EngineSettings, state: StateSettings) {
    this.#stack = state.stack;
    this.#settings = settings;
    this.#state = state;
  }

  /** @throws ProblemError HL740 without a Pulumi.yaml, HL742 where Pulumi cannot open its state */
  static async open(settings: EngineSettings): Promise<Engine> {
    const tools = { ...settings.tools, env: { ...settings.tools.env, [dataVariable]: "yes" } };
    return new Engine(settings, await reported(new Map(), () => openStack({ ...settings, tools })));
  }

  /**
   * What `up` would change now, drift included. Changes nothing.
   *
   * @param redo the names of containers to recreate for what Pulumi's provider cannot see
   * @param onLine hears what the program says, a line each. Default: as all else that there is to say
   */
  preview(redo: readonly string[] = [], onLine = this.#settings.tell): Promise<Change[]> {
    return reported(new Map(), () => this.#preview(redo, onLine));
  }

  async #preview(redo: readonly string[], onLine: EngineSettings["tell"]): Promise<Change[]> {
    const { state, changes: strays } = await this.#adopted("preview");
    const changes: Change[] = [];
    const note: OnChange = (change, done) => {
      if (!done) changes.push(change);
    };
    const narrow = await this.#narrowed(state, toRedo(state, redo));
    const preview = (stack: Stack) =>
      this.#run((on) => stack.preview({ refresh: true, ...narrow, ...on }), note, onLine);
    await (strays.length === 0 ? preview(this.#stack) : withState(this.#state, state, preview));
    const changing = new Set(changes.map(({ urn }) => urn));
    return [...strays.filter(({ urn }) => !changing.has(urn)), ...changes];
  }

  /** Brings the host to what the definition says; `redo` as for {@link preview}. */
  up(onChange: OnChange, redo: readonly string[] = []): Promise<void> {
    return reported(new Map(), () => this.#up(onChange, redo));
  }

  async #up(onChange: OnChange, redo: readonly string[]): Promise<void> {
    const settled = await this.#settled(onChange);
    const { state } = await this.#adopt(onChange, "up", settled);
    const narrow = await this.#narrowed(state, toRedo(state, redo));
    await this.#run((on) => this.#stack.up({ refresh: true, ...narrow, ...on }), onChange);
  }

  /** Removes containers and networks, those too that the state does not know; volumes and images stay. */
  destroy(onChange: OnChange): Promise<void> {
    return reported(new Map(), async () => {
      await this.#adopt(onChange, "destroy");
      await this.#run((on) => this.#stack.destroy(on), onChange);
    });
  }

  /** What is on the host and this homelab's, though the state does not know it. */
  async unknown(): Promise<readonly Change[]> {
    const { changes } = await reported(new Map(), () => this.#adopted("destroy"));
    return changes;
  }

  /** The ids of all that the state has: the engine's; of a volume, its name. */
  async known(): Promise<ReadonlySet<string>> {
    return idsOf(await reported(new Map(), () => readState(this.#stack)));
  }

  /** Keeps a setting of the project in `Pulumi.<stack>.yaml`. */
  configure(name: string, value: string): Promise<void> {
    return reported(new Map(), () => this.#stack.setConfig(name, { value }));
  }

  /** What is to be replaced, and what may be touched at all. */
  async #narrowed(
    state: Deployment,
    { replace }: { replace?: string[] },
  ): Promise<{ replace?: string[]; target?: string[] }> {
    const { scope } = this.#settings;
    if (scope === undefined) return { ...(replace && { replace }) };
    const { name: project } = await this.#stack.workspace.projectSettings();
    const target = targetsOf(scope, state, { project, stack: this.#stack.name, provider: {} });
    return { target, ...(replace && { replace: replace.filter((urn) => target.includes(urn)) }) };
  }

  /** The state as it is to be, and what it takes over; the state as it is where that is nothing. */
  async #adopted(purpose: Purpose, known?: Deployment): Promise<Takeover> {
    const state = known ?? (await readState(this.#stack));
    const found = await this.#settings.strays(idsOf(state), purpose);
    if (found.length === 0) return { state, found, changes: [] };
    const { name: project } = await this.#stack.workspace.projectSettings();
    const of = { project, stack: this.#stack.name, provider: await this.#provider() };
    const changes = found.map(({ planned }) => adoptionOf(urnOf(planned, of)));
    return { state: adopt(state, found, of), found, changes: changes.filter(({ kind }) => kind !== "image") };
  }

  /** The inputs of the provider that Pulumi makes by itself: its version, and the stack's configuration. */
  async #provider(): Promise<Readonly<Record<string, unknown>>> {
    const config = Object.entries(await this.#stack.getAllConfig()).filter(([name]) => name.startsWith("docker:"));
    const inputs = config.map(([name, { value, secret }]) => [name.slice(7), secret ? secretValue(value) : value]);
    return { version: this.#settings.providerVersion, ...Object.fromEntries(inputs) };
  }

  /** Takes over what the state does not know. */
  async #adopt(onChange: OnChange, purpose: Purpose, known?: Deployment): Promise<Takeover> {
    const takeover = await this.#adopted(purpose, known);
    if (takeover.changes.length > 0) await writeState(this.#state, takeover.state);
    for (const change of takeover.changes) onChange(change, true);
    return takeover;
  }

  /**
   * The state, rid of what a run that was killed had begun to make: it is there as pending, and would be told of at every
   * run. The program itself looks for it on the host.
   */
  async #settled(onChange: OnChange): Promise<Deployment> {
    const state = await readState(this.#stack);
    if ((state.pending_operations ?? []).length === 0) return state;
    this.#settings.tell("an earlier run was broken off: what it had begun is looked for");
    await this.#run((on) => this.#stack.refresh({ clearPendingCreates: true, ...on }), onChange);
    return await readState(this.#stack);
  }

  /**
   * Asks the run to end at a clean point: what has begun is done, nothing else is begun. The run then fails with HL748.
   *
   * @returns false where nothing runs, or it was asked before
   */
  interrupt(): boolean {
    return this.#stop?.ask() ?? false;
  }

  async #run(
    work: (on: RunOptions) => Promise<unknown>,
    onChange: OnChange,
    onLine = this.#settings.tell,
  ): Promise<void> {
    const failures = new Map<string, Problem>();
    const begun = new Map<string, Change>();
    const stop = new Stop();
    this.#stop = stop;
    const onEvent = (event: EngineEvent) => {
      stop.hear(event);
      const change = changeOf(event);
      if (change !== undefined && !begun.has(change.urn)) {
        begun.set(change.urn, change);
        onChange(change, false);
      }
      const made = madeBy(event);
      const whole = made === undefined ? undefined : begun.get(made);
      if (whole !== undefined) onChange(whole, true);
      const { severity, message = "", urn: about } = event.diagnosticEvent ?? {};
      if (severity === "info" && !event.diagnosticEvent?.ephemeral) onLine(plain(message));
      if (severity === "error") {
        // Pulumi and the program may both report it; the program knows the line of the definition.
        for (const problem of problemsIn(message) ?? [failure(message, about)]) {
          if (failures.get(problem.message)?.path === undefined) failures.set(problem.message, problem);
        }
      }
    };
    const on = { onEvent, signal: stop.signal };
    const unlocked = () => work(on).catch((error) => this.#freed(error).then(() => work(on)));
    try {
      await reported(failures, unlocked);
    } catch (error) {
      if (stop.asked) throw stopped();
      throw error;
    } finally {
      this.#stop = undefined;
    }
  }

  /** Takes away the lock of runs that were killed. @throws the error itself where it is another, or one of them may live */
  async #freed(error: unknown): Promise<void> {
    if (!(error instanceof automation.ConcurrentUpdateError) || !isStaleLock(error.message)) throw error;
    this.#settings.tell("an earlier run was killed: its lock is taken away");
    await this.#stack.cancel();
  }
}

/** A state as it is to be, and what it takes over. */
interface Takeover {
  readonly state: Deployment;
  readonly found: readonly Adopted[];
  /** What of it is worth telling. */
  readonly changes: readonly Change[];
}

interface RunOptions {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

/** Pulumi's failures as problems: what it said of each resource, else the last it said at all. */
async function reported<T>(failures: ReadonlyMap<string, Problem>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof automation.ConcurrentUpdateError) throw new ProblemError(locked(), 1);
    if (!(error instanceof automation.CommandError)) throw error;
    const told = [...failures.values()].filter(
      ({ message }) => message !== "update failed" && message !== "preview failed",
    );
    const causes = told.filter((problem) => !isConsequence(problem));
    if (causes.length > 0) throw new ProblemError(causes, 1);
    throw new ProblemError(told.length > 0 ? told : [failure(lastError(error.message))], 1);
  }
}
