import type { Command } from "commander";
import { type Problem, ProblemError } from "../../core/problem.ts";
import type { ServiceContainer } from "../../host/containers.ts";
import type { Orphan } from "../../host/orphans.ts";
import type { HomelabModel, SecretLookup } from "../../model/index.ts";
import { selectStacks } from "../../project/selection.ts";
import { endWith } from "../../system/ending.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import { fileOption, jsonOption, mirrorOption, repeatable, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";
import { formatTable, wrapped } from "../terminal/table.ts";

interface StatusOptions {
  readonly file?: string;
  readonly mirror?: string;
  readonly stack?: readonly string[];
  readonly host?: string;
  readonly json?: boolean;
}

/** One service as it is on the Docker host: a row of the table, an entry of the report. */
export interface ServiceStatus {
  readonly stack: string;
  readonly service: string;
  readonly container: string;
  /** What the engine says (`running`, `exited`, ...), `done` for a task that ended well, `missing`. */
  readonly state: string;
  /** `healthy`, `starting`, `unhealthy`; empty without a healthcheck. */
  readonly health: string;
  readonly image: string;
  /** `127.0.0.1:3000->3000/tcp`. */
  readonly ports: readonly string[];
  /** When the container was made, RFC 3339; empty where there is none. */
  readonly created: string;
  /** Empty where it is what the definition says. */
  readonly drift: ServiceContainer["drift"];
}

/** `homelab status`: the containers as they are. Exit code 0 if all run, are healthy and are the definition's; else 1. */
export function addStatus(program: Command): void {
  const command = program
    .command("status")
    .description("show each service's container, and how it differs from the definition; by `docker` alone")
    .addOption(fileOption())
    .addOption(mirrorOption())
    .option("--stack <name>", "only this stack's services; may be repeated", repeatable)
    .option("--host <url>", "the Docker host (default: Pulumi's `docker:host`, else the one that `docker` reaches)")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Exit code: 0 where every service runs (a task has ended well), none is unhealthy or still starting, and none differs
from the definition; 1 where one does not; 2 where the definition is wrong.
What brought it up does not matter: Pulumi, or \`docker compose\` from the rendered files.`,
    )
    .action(status);
  withExamples(command, [
    ["homelab status", "a table of all services"],
    ["homelab status --json", "for scripts and monitoring, the exit code too"],
  ]);
}

async function status(options: StatusOptions): Promise<void> {
  const [{ loadDefinition }, { sound, sources }, { analyseAsking }, { readStackSettings }] = await Promise.all([
    import("../../project/load.ts"),
    import("../../project/analyse.ts"),
    import("../../apply/what-is-there.ts"),
    import("../../apply/stack-settings.ts"),
  ]);
  const [{ findContainers }, { Docker }, { orphansIn }, { readContainers, readVolumes }, { volumesMadeOtherwise }] =
    await Promise.all([
      import("../../host/containers.ts"),
      import("../../host/docker.ts"),
      import("../../apply/orphans.ts"),
      import("../../host/snapshot.ts"),
      import("../../host/volumes.ts"),
    ]);
  const definition = await loadDefinition(options.file);
  const { root, homelab } = definition;
  const settings = readStackSettings(root, homelab.name);
  const mirror = options.mirror ?? settings.mirror;
  const docker = new Docker(options.host === undefined ? settings.docker : ["--host", options.host]);
  const { model } = sound(await analyseAsking({ ...definition, mirror, docker }));
  const secret = await secretsOf(root, model);
  const [containers, volumes, compose] = await Promise.all([
    readContainers(docker),
    readVolumes(docker),
    composeHere(),
  ]);
  const stacks = new Set(selectStacks(model, options.stack));
  const found = findContainers(model, containers, secret).filter(({ stack }) => stacks.has(stack));
  const kept = volumesMadeOtherwise(model, volumes, sources(homelab));
  // Where all releases hash alike, any of them will do.
  const old = found.some(({ hashes = [] }) => hashes.length > 1) ? compose : [];
  const notes = [...kept, ...old];
  const rows = found.map(rowOf);
  const orphans = orphansIn(model, containers, { root, composeDir: settings.composeDir }).filter(
    ({ stack }) => options.stack === undefined || options.stack.includes(stack),
  );
  const wrong = rows.filter(isWrong);
  const well = wrong.length === 0 && orphans.length === 0;
  if (!well) endWith(1);
  if (options.json)
    return writeData(formatReport("status", well, notes, { services: rows, orphans: orphans.map(orphanRow) }));
  writeData(table(rows, Math.max(80, streams().stdout.columns ?? 80)));
  writeError(formatProblems(notes, paintFor(streams().stderr)));
  for (const { name, state, isRemovable } of orphans) {
    const what = isRemovable ? "`homelab up` removes it" : "`homelab preview` shows what can be done";
    tell(`not in the definition any more, and still there: ${name} (${state}); ${what}`);
  }
  if (wrong.length > 0) tell(`not as defined: ${wrong.map(({ container }) => container).join(", ")}`);
  else if (well) tell("all as defined");
}

/** A warning about the Compose of this machine, where it is an old one. */
async function composeHere(): Promise<Problem[]> {
  const { locateCompose, oldCompose } = await import("../../tools/compose.ts");
  const compose = await locateCompose();
  const old = compose && oldCompose(compose);
  return old === undefined ? [] : [old];
}

/** The store's values; nothing where it cannot be opened here, which leaves the rest of the table as true as ever. */
async function secretsOf(root: string, model: HomelabModel): Promise<SecretLookup | undefined> {
  if (model.stacks.every(({ secrets }) => secrets.length === 0)) return (name) => name;
  const { openStore } = await import("../../secrets/store.ts");
  try {
    const store = await openStore(root);
    store.requireFound();
    return (name) => store.get(name);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    tell(`the secrets cannot be read, so drift is not fully known: ${error.problems[0]?.message ?? ""}`);
    return undefined;
  }
}

function orphanRow({ name, stack, state }: Orphan): { container: string; stack: string; state: string } {
  return { container: name, stack, state };
}

function rowOf({ stack, service, container, drift }: ServiceContainer): ServiceStatus {
  const ours = container !== undefined && !drift.some(({ kind }) => kind === "not ours");
  const { Status = "missing", ExitCode } = container?.State ?? {};
  const done = ours && service.oneShot && Status === "exited" && ExitCode === 0;
  return {
    stack: stack.name,
    service: service.key,
    container: service.containerName,
    state: done ? "done" : Status,
    health: container?.State.Health?.Status ?? "",
    image: container?.Config.Image ?? service.image,
    ports: container === undefined ? [] : portsOf(container),
    created: container?.Created ?? "",
    drift,
  };
}

function portsOf({ NetworkSettings }: NonNullable<ServiceContainer["container"]>): string[] {
  return Object.entries(NetworkSettings.Ports ?? {}).flatMap(([inner, outer]) =>
    (outer ?? []).map(
      ({ HostIp, HostPort }) => `${HostIp.includes(":") ? `[${HostIp}]` : HostIp}:${HostPort}->${inner}`,
    ),
  );
}

/** A task that is still running is no fault; a service that is still starting is not there yet. */
function isWrong({ state, health, drift }: ServiceStatus): boolean {
  const well = (state === "running" || state === "done") && health !== "unhealthy" && health !== "starting";
  return !well || drift.some(({ kind }) => kind !== "unknown");
}

/** What there is in so many columns, and below it how each differs. The image is in the definition and the report. */
function table(rows: readonly ServiceStatus[], width: number): string {
  const titles = ["STACK", "SERVICE", "STATE", "HEALTH", "AGE", "PORTS", "DRIFT"];
  const lines = rows.flatMap(({ stack, service, state, health, ports: [port = "", ...more], created, drift }) => {
    const age = created === "" ? "" : ageOf(Date.now() - Date.parse(created));
    const kinds = [...new Set(drift.map(({ kind }) => kind))];
    const first = [stack, service, state, health, age, port, kinds[0] ?? "none"];
    return [first, ...more.map((other) => [stack, service, " ", " ", " ", other, " "])];
  });
  const differences = rows.flatMap(({ container, drift }) =>
    drift.filter(({ kind }) => kind !== "missing").map(({ message }) => wrapped(`${container}: ${message}`, width)),
  );
  return formatTable([titles, ...lines], width) + differences.map((text) => `${text}\n`).join("");
}

/** Milliseconds in the largest unit that is whole: `45s`, `12m`, `5h`, `3d`. */
export function ageOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}
