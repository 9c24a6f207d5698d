import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import automation, { type EngineEvent, type OutputMap, type Stack } from "@pulumi/pulumi/automation/index.js";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { type Change, changeOf, madeBy, nameOf } from "./change.ts";

/** What running Pulumi on a project takes. */
export interface EngineSettings {
  /** The folder of Pulumi.yaml. */
  readonly root: string;
  /** Pulumi's stack: the homelab's name. Made where there is none. */
  readonly stack: string;
  /** The CLI's program, its Pulumi home, and the variables to run it with. */
  readonly tools: { readonly cli: string; readonly home: string; readonly env: Readonly<Record<string, string>> };
  /** What the state's secrets are encrypted with; the environment's own PULUMI_CONFIG_PASSPHRASE comes first. */
  readonly passphrase: string;
  /** Settings of the project to be kept in `Pulumi.<stack>.yaml`, where a plain `pulumi` finds them too. */
  readonly config?: Readonly<Record<string, string>>;
  /** The end of a container's log, to be told with its failure. */
  readonly log: (container: string) => Promise<string>;
}

/** Hears each change as it begins (`done` false) and once it is made. */
export type OnChange = (change: Change, done: boolean) => void;

/** The project's Pulumi stack, as a plain `pulumi` in its folder has it: the same program, the same state. */
export class Engine {
  readonly #stack: Stack;
  readonly #log: EngineSettings["log"];

  private constructor(stack: Stack, log: EngineSettings["log"]) {
    this.#stack = stack;
    this.#log = log;
  }

  /** @throws ProblemError HL740 without a Pulumi.yaml, HL741 where Pulumi cannot open its state */
  static async open({ root, stack, tools, passphrase, config = {}, log }: EngineSettings): Promise<Engine> {
    if (!existsSync(join(root, "Pulumi.yaml"))) throw noProject(root);
    const own = process.env["PULUMI_CONFIG_PASSPHRASE"] ?? process.env["PULUMI_CONFIG_PASSPHRASE_FILE"];
    const envVars = { ...tools.env, ...(own === undefined && { PULUMI_CONFIG_PASSPHRASE: passphrase }) };
    return await reported(new Map(), async () => {
      const pulumiCommand = await automation.PulumiCommand.get({ root: dirname(dirname(tools.cli)) });
      const options = { workDir: root, pulumiCommand, pulumiHome: tools.home, envVars };
      const opened = await automation.LocalWorkspace.createOrSelectStack({ stackName: stack, workDir: root }, options);
      for (const [name, value] of Object.entries(config)) await opened.setConfig(name, { value });
      return new Engine(opened, log);
    });
  }

  /** What `up` would change now, drift included. Changes nothing. */
  async preview(): Promise<Change[]> {
    const changes: Change[] = [];
    const replace = await this.#toRedo();
    const note: OnChange = (change, done) => {
      if (!done) changes.push(change);
    };
    await this.#run((onEvent) => this.#stack.preview({ refresh: true, ...replace, onEvent }), note);
    return changes;
  }

  /** Brings the host to what the definition says. */
  async up(onChange: OnChange): Promise<void> {
    const replace = await this.#toRedo();
    await this.#run((onEvent) => this.#stack.up({ refresh: true, ...replace, onEvent }), onChange);
  }

  /** Removes containers and networks; volumes and images stay. */
  async destroy(onChange: OnChange): Promise<void> {
    await this.#run((onEvent) => this.#stack.destroy({ onEvent }), onChange);
  }

  /** Whether the state holds any resource. */
  async isEmpty(): Promise<boolean> {
    return (await this.#resources()).length === 0;
  }

  /**
   * What the last run left unfinished: a container that was not healthy in time, a one-shot that failed. To Pulumi both
   * exist and need nothing; they are to be made anew.
   */
  async #toRedo(): Promise<{ replace?: string[] }> {
    const failed = (await this.#resources()).filter(({ initErrors = [], outputs = {} }) => {
      return initErrors.length > 0 || (outputs["mustRun"] === false && (outputs["exitCode"] ?? 0) !== 0);
    });
    return failed.length > 0 ? { replace: failed.map(({ urn }) => urn) } : {};
  }

  async #resources(): Promise<readonly StateResource[]> {
    const { deployment } = await this.#stack.exportStack();
    return (deployment as { readonly resources?: readonly StateResource[] } | null)?.resources ?? [];
  }

  async #run(work: (onEvent: (event: EngineEvent) => void) => Promise<unknown>, onChange: OnChange): Promise<void> {
    const failures = new Map<string, Problem>();
    const begun = new Map<string, Change>();
    const onEvent = (event: EngineEvent) => {
      const change = changeOf(event);
      if (change !== undefined && !begun.has(change.urn)) {
        begun.set(change.urn, change);
        onChange(change, false);
      }
      const made = madeBy(event);
      const whole = made === undefined ? undefined : begun.get(made);
      if (whole !== undefined) onChange(whole, true);
      const { severity, message = "", urn: about } = event.diagnosticEvent ?? {};
      if (severity === "error") {
        const problem = failure(message, about);
        failures.set(problem.message, problem);
      }
    };
    try {
      await reported(failures, () => work(onEvent));
    } catch (error) {
      throw error instanceof ProblemError ? await this.#withLogs(error) : error;
    }
  }

  /** Adds to each container that did not get healthy the end of its log. */
  async #withLogs(error: ProblemError): Promise<ProblemError> {
    const problems = error.problems.map(async (problem) => {
      const [, name] = unhealthy.exec(problem.message) ?? [];
      const said = name === undefined ? "" : (await this.#log(name)).trim();
      return said === "" ? problem : { ...problem, message: `${problem.message}; the end of its log: ${said}` };
    });
    return new ProblemError(await Promise.all(problems), error.exitCode);
  }
}

const unhealthy = /^the container (\S+) did not get healthy/;

interface StateResource {
  readonly urn: string;
  readonly initErrors?: readonly string[];
  readonly outputs?: Readonly<OutputMap | Record<string, unknown>>;
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
    throw new ProblemError(told.length > 0 ? told : [failure(lastError(error.message))], 1);
  }
}

function failure(message: string, urn?: string): Problem {
  const name = urn === undefined || urn.includes("pulumi:pulumi:Stack") ? undefined : nameOf(urn);
  const text = message
    .replace(/<\{%.*?%\}>|\u001b\[[0-9;]*m/g, "")
    .replace(/\s+/g, " ")
    .trim();
  const late = name !== undefined && text.includes("healthy state");
  return {
    code: "HL742",
    level: "error",
    message: late
      ? `the container ${name} did not get healthy in time`
      : `${name === undefined ? "" : `${name}: `}${text}`,
    mend: late ? `see what it said: docker logs ${name}` : "mend the cause, and run it again: what is done stays done",
  };
}

function lastError(output: string): string {
  const lines = output.split("\n").filter((line) => line.includes("error: "));
  return (lines.at(-1) ?? output).replace(/^.*error: /, "");
}

function locked(): Problem {
  return {
    code: "HL743",
    level: "error",
    message: "another run of Pulumi is changing this homelab, or was killed while it did",
    mend: "wait for it to end; if none runs any more, free the state with `pulumi cancel`",
  };
}

function noProject(root: string): ProblemError {
  return new ProblemError({
    code: "HL740",
    level: "error",
    message: `there is no Pulumi.yaml in ${root}`,
    mend: "copy the one of this project's repository beside `stacks/`",
  });
}
