import type { Change } from "../../apply/change.ts";
import { allInstances, type HomelabModel, isChecked } from "../../model/index.ts";
import { healthDeadline } from "../../targets/pulumi/lifecycle.ts";

/** What the engine itself says of a container (`docker events`). */
export type EngineAction =
  | "kill"
  | "destroy"
  | "create"
  | "start"
  | "health_status: healthy"
  | "health_status: unhealthy";

/** What becomes known in the course of a run; `at` in milliseconds. */
export type ProgressEvent =
  | { readonly from: "pulumi"; readonly change: Change; readonly done: boolean; readonly at: number }
  | { readonly from: "engine"; readonly container: string; readonly action: EngineAction; readonly at: number };

/** What a row is at. The ones that end in `ing` last; the others are states. */
export type Phase =
  | "pulling"
  | "pulled"
  | "stopping"
  | "creating"
  | "changing"
  | "removing"
  | "starting"
  | "waiting"
  | "working"
  | "healthy"
  | "unhealthy"
  | "done"
  | "not done";

/** One container, network or volume. */
export interface Row {
  readonly kind: Exclude<Change["kind"], "image">;
  readonly name: string;
  readonly phase: Phase;
  /** When the phase began. */
  readonly since: number;
  /** When the row did. */
  readonly begun: number;
  /** Nothing as long as no change has been announced: its image is pulled, or it is stopped to be replaced. */
  readonly action?: Change["action"];
  /** Whether Pulumi has done its part, and it is to get healthy still. */
  readonly made?: boolean;
}

/** What the rows follow from: of each container by its name, its image and how it ends well. */
export type Expectations = ReadonlyMap<string, Expectation>;

interface Expectation {
  readonly image: string;
  /** Seconds within which it is healthy; nothing where nobody waits for that. */
  readonly deadline?: number;
  readonly oneShot: boolean;
}

/** What is to be expected of a model's containers. */
export function expectationsOf({ stacks }: HomelabModel): Expectations {
  const services = stacks.flatMap(allInstances);
  return new Map(
    services.map(({ containerName, image, healthcheck, oneShot }) => {
      const waits = !oneShot && isChecked(healthcheck);
      return [containerName, { image, oneShot, ...(waits && { deadline: healthDeadline(healthcheck) }) }];
    }),
  );
}

/** The rows after an event: networks and volumes, then containers, each in the order in which they were first heard of. Pure. */
export function advance(rows: readonly Row[], event: ProgressEvent, expected: Expectations): readonly Row[] {
  if (event.from === "engine") return heard(rows, event, expected);
  const { change, done, at } = event;
  const { kind, name, action } = change;
  if (kind !== "image") {
    if (done && isAwaited(rows, change, expected))
      return put(rows, { kind, name, action, phase: "waiting", made: true, at });
    return put(rows, { kind, name, action, phase: done ? "done" : begins(rows, change), at });
  }
  if (action !== "create") return rows;
  const users = [...expected].filter(([, { image }]) => image === name).map(([container]) => container);
  const phase = done ? "pulled" : "pulling";
  return users.reduce((all, user) => put(all, { kind: "container", name: user, phase, at }), rows);
}

/**
 * The rows at the end of a run: what was only looked at goes, and nothing is left in the middle of something.
 *
 * @param failed the containers that do not run as they are to; nothing where the run succeeded
 */
export function ended(rows: readonly Row[], at: number, failed?: ReadonlySet<string>): readonly Row[] {
  const isDone = ({ kind, name, phase, made }: Row) => {
    if (failed === undefined) return phase === "done" || made === true;
    return phase === "done" && !(kind === "container" && failed.has(name));
  };
  return rows
    .filter(({ action }) => action !== undefined)
    .map((row) => {
      if (!isDone(row)) return { ...row, phase: "not done", since: at };
      return row.phase === "done" ? row : { ...row, phase: "done", since: at };
    });
}

/** Whether a container that was made just now is not healthy yet, and is to be. */
function isAwaited(rows: readonly Row[], { kind, name, action }: Change, expected: Expectations): boolean {
  if (kind !== "container" || (action !== "create" && action !== "replace")) return false;
  const before = rows.find((row) => row.kind === kind && row.name === name)?.phase;
  return expected.get(name)?.deadline !== undefined && before !== "healthy";
}

const first = {
  create: "creating",
  update: "changing",
  replace: "stopping",
  delete: "removing",
  adopt: "done",
} as const;

const underWay: readonly Phase[] = ["creating", "starting", "waiting", "working", "healthy", "unhealthy"];

/** What Pulumi announces may have begun: of a replacement it tells once the old one is gone, and the engine is quicker. */
function begins(rows: readonly Row[], { kind, name, action }: Change): Phase {
  const before = rows.find((row) => row.kind === kind && row.name === name)?.phase;
  if ((action === "create" || action === "replace") && before && underWay.includes(before)) return before;
  return action === "replace" && kind !== "container" ? "creating" : first[action];
}

type EngineEvent = Extract<ProgressEvent, { readonly from: "engine" }>;

function heard(rows: readonly Row[], { container: name, action, at }: EngineEvent, expected: Expectations) {
  const row = rows.find((one) => one.kind === "container" && one.name === name);
  const expectation = expected.get(name);
  // What is stopped or made is of this run; whatever else happens to the others is not ours to tell.
  const isNew = expectation !== undefined && (action === "kill" || action === "create");
  if (row === undefined ? !isNew : row.phase === "done") return rows;
  const started = () => {
    if (expectation?.oneShot) return "working";
    return expectation?.deadline === undefined ? "starting" : "waiting";
  };
  const phases: Readonly<Record<EngineAction, () => Phase>> = {
    kill: () => (row?.action === "delete" ? "removing" : "stopping"),
    destroy: () => (row?.action === "delete" ? "removing" : "creating"),
    create: () => "starting",
    start: started,
    "health_status: healthy": () => (row?.made ? "done" : "healthy"),
    "health_status: unhealthy": () => "unhealthy",
  };
  return put(rows, { kind: "container", name, phase: phases[action](), at });
}

type News = Pick<Row, "kind" | "name" | "phase" | "action" | "made"> & { readonly at: number };

function put(rows: readonly Row[], { at, ...news }: News): readonly Row[] {
  const before = rows.find(({ kind, name }) => kind === news.kind && name === news.name);
  if (before === undefined) return inserted(rows, { ...news, since: at, begun: at });
  const since = before.phase === news.phase ? before.since : at;
  return rows.map((row) => (row === before ? { ...row, ...news, since } : row));
}

/** What containers stand on comes before them. */
function inserted(rows: readonly Row[], row: Row): readonly Row[] {
  const isContainer = ({ kind }: Row) => kind === "container";
  if (isContainer(row)) return [...rows, row];
  return [...rows.filter((one) => !isContainer(one)), row, ...rows.filter(isContainer)];
}
