import { expect, it } from "vitest";
import { conditionOf, type Watch } from "../../lib/host/condition.ts";
import type { WatchedContainer } from "../../lib/host/watched-container.ts";

const minute = 60_000;
const since = Date.parse("2026-01-01T12:00:00Z");

/** A container that has run since so many milliseconds after the command began. */
function running(startedAfter: number): WatchedContainer {
  const StartedAt = new Date(since + startedAfter).toISOString();
  return {
    ...{ Id: "1", Name: "/task", Created: StartedAt, RestartCount: 0, Config: { User: "" } },
    State: { Status: "running", ExitCode: 0, StartedAt },
    HostConfig: {
      ...{ Privileged: false, ReadonlyRootfs: false, CapAdd: null, CapDrop: null, SecurityOpt: null, Memory: 0 },
      ...{ NetworkMode: "none", RestartPolicy: { Name: "no" } },
    },
  };
}

const watch: Watch = {
  ...{ now: since + minute, begun: since + 1000, since, restarts: 0, oneShot: true, steadyAfter: 5000 },
};

it("waits for the end of a task that this command started", () => {
  expect(conditionOf(running(500), watch)).toBe("pending");
});

it("does not wait for one that ran before, unless something depends on its end", () => {
  expect(conditionOf(running(-minute), watch)).toBe("well");
  expect(conditionOf(running(-minute), { ...watch, isAwaited: true })).toBe("pending");
});
