import { describe, expect, it } from "vitest";
import type { Change } from "../../lib/apply/change.ts";
import {
  advance,
  type EngineAction,
  type Expectations,
  ended,
  type ProgressEvent,
  type Row,
} from "../../lib/cli/terminal/progress.ts";
import { fittingLines, rowLines } from "../../lib/cli/terminal/progress-lines.ts";

const expected: Expectations = new Map([
  ["app-web-1", { image: "httpd:1", oneShot: false, deadline: 40 }],
  ["app-task-1", { image: "busybox:1", oneShot: true }],
  ["app-other-1", { image: "busybox:1", oneShot: false }],
]);

const plain = (_: string, text: string) => text;

/** What a terminal shows after each event; each comes a second after the one before. */
function shown(events: readonly ((at: number) => ProgressEvent)[]): string[] {
  let rows: readonly Row[] = [];
  return events.map((event, index) => {
    const now = index * 1000;
    rows = advance(rows, event(now), expected);
    return rowLines(rows, { now, expected, paint: plain }).join(" | ");
  });
}

const pulumi =
  (action: Change["action"], kind: Change["kind"], name: string, done = false) =>
  (at: number): ProgressEvent => ({
    from: "pulumi",
    change: { action, kind, name, fields: [], values: [], urn: name },
    done,
    at,
  });

const engine =
  (container: string, action: EngineAction) =>
  (at: number): ProgressEvent => ({ from: "engine", container, action, at });

describe("what a terminal shows", () => {
  it("of a new container: each state that it passes through, and how long it took", () => {
    expect(
      shown([
        pulumi("create", "image", "httpd:1"),
        pulumi("create", "image", "httpd:1", true),
        pulumi("create", "container", "app-web-1"),
        engine("app-web-1", "create"),
        engine("app-web-1", "start"),
        engine("app-web-1", "health_status: healthy"),
        pulumi("create", "container", "app-web-1", true),
      ]),
    ).toEqual([
      "app-web-1  pulling 0 s",
      "app-web-1  image is there, waits for its turn",
      "app-web-1  creating 0 s",
      "app-web-1  starting 0 s",
      "app-web-1  waiting for healthy 0 s of at most 40 s",
      "app-web-1  healthy",
      "app-web-1  created, healthy after 6 s",
    ]);
  });

  it("of a replaced one: that the old one stops first, of which Pulumi may tell later than the engine", () => {
    expect(
      shown([
        engine("app-other-1", "kill"),
        engine("app-other-1", "destroy"),
        pulumi("replace", "container", "app-other-1"),
        engine("app-other-1", "create"),
        engine("app-other-1", "start"),
        pulumi("replace", "container", "app-other-1", true),
      ]),
    ).toEqual([
      "app-other-1  stopping 0 s",
      "app-other-1  creating 0 s",
      "app-other-1  creating 1 s",
      "app-other-1  starting 0 s",
      "app-other-1  starting 1 s",
      "app-other-1  replaced, running after 5 s",
    ]);
  });

  it("no step back, where Pulumi announces what the engine has told already", () => {
    const events = [
      engine("app-web-1", "create"),
      engine("app-web-1", "start"),
      pulumi("create", "container", "app-web-1"),
    ];
    expect(shown(events)).toEqual([
      "app-web-1  starting 0 s",
      "app-web-1  waiting for healthy 0 s of at most 40 s",
      "app-web-1  waiting for healthy 1 s of at most 40 s",
    ]);
  });

  it("of a task, of one that goes, of a volume and of what is taken over", () => {
    const last = (events: Parameters<typeof shown>[0]) => shown(events).at(-1);
    const task = [pulumi("create", "container", "app-task-1"), engine("app-task-1", "start")];
    expect(last(task)).toBe("app-task-1  at its task 0 s");
    expect(last([...task, pulumi("create", "container", "app-task-1", true)])).toBe(
      "app-task-1  created, its task done after 2 s",
    );
    const gone = [pulumi("delete", "container", "old-1"), engine("old-1", "kill")];
    expect(last(gone)).toBe("old-1  removing 1 s");
    expect(last([...gone, engine("old-1", "destroy"), pulumi("delete", "container", "old-1", true)])).toBe(
      "old-1  removed after 3 s",
    );
    expect(last([pulumi("delete", "volume", "app_data", true)])).toBe("volume app_data  kept");
    expect(last([pulumi("adopt", "network", "app_default")])).toBe("network app_default  taken over");
    expect(last([pulumi("update", "container", "app-other-1", true)])).toBe("app-other-1  changed");
  });

  it("first of what containers stand on", () => {
    const events = [pulumi("create", "image", "httpd:1"), pulumi("create", "network", "app_default", true)];
    expect(shown(events).at(-1)).toBe("network app_default  created | app-web-1            pulling 1 s");
  });

  it("nothing of containers that are somebody else's, or that end by themselves", () => {
    expect(
      shown([engine("foreign", "kill"), engine("app-web-1", "start"), engine("app-web-1", "health_status: unhealthy")]),
    ).toEqual(["", "", ""]);
  });

  it("names with control characters as what they are", () => {
    expect(shown([pulumi("delete", "container", "a\u001b[2Jb")])).toEqual(["a\\u{1b}[2Jb  removing 0 s"]);
  });
});

describe("the end of a run", () => {
  const events = [
    pulumi("create", "image", "busybox:1"),
    pulumi("create", "network", "app_default", true),
    pulumi("create", "container", "app-web-1"),
  ];
  const rows = events.reduce<readonly Row[]>((all, event) => advance(all, event(0), expected), []);

  it("leaves nothing in the middle of something, and no row of what did not change", () => {
    expect(rowLines(ended(rows, 1000), { now: 1000, expected, paint: plain })).toEqual([
      "network app_default  created",
      "app-web-1            not done",
    ]);
  });
});

describe("a small terminal", () => {
  const rows = Array.from({ length: 30 }, (_, index): Row => {
    const phase = index < 10 ? "done" : index < 20 ? "creating" : "pulled";
    return { kind: "container", name: `c-${index}`, phase, since: 0, begun: 0, action: "create" };
  });

  it("has what goes on, and a count of the rest, in no more room than there is", () => {
    const lines = fittingLines(rows, { now: 0, expected, paint: plain }, { columns: 80, lines: 5 });
    expect(lines).toEqual([
      ...["c-10  creating 0 s", "c-11  creating 0 s", "c-12  creating 0 s", "c-13  creating 0 s"],
      "10 done, 16 more to do",
    ]);
    const narrow = fittingLines(rows, { now: 0, expected, paint: plain }, { columns: 8, lines: 40 });
    expect([narrow.length, Math.max(...narrow.map((line) => line.length))]).toEqual([30, 8]);
  });
});
