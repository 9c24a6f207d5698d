import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Docker } from "../../host/docker.ts";
import { childEnvironment } from "../../system/environment.ts";
import type { EngineAction } from "./progress.ts";

const actions: readonly string[] = [
  "kill",
  "destroy",
  "create",
  "start",
  "health_status: healthy",
  "health_status: unhealthy",
] satisfies EngineAction[];

/**
 * Hears what the engine does with containers, by `docker events`, until it is told to end. Where `docker` does not answer
 * nothing is heard: it is for display alone.
 *
 * @returns what ends it
 */
export function hearContainers(docker: Docker, onEvent: (container: string, action: EngineAction) => void): () => void {
  const filters = ["kill", "destroy", "create", "start", "health_status"].flatMap((one) => [
    "--filter",
    `event=${one}`,
  ]);
  const args = ["events", "--filter", "type=container", ...filters, "--format", "{{json .}}"];
  const child = spawn("docker", [...docker.options, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    env: childEnvironment(),
  });
  child.on("error", () => {});
  createInterface(child.stdout).on("line", (line) => {
    const { Action: action, Actor: actor } = parsed(line);
    const name = actor?.Attributes?.["name"];
    if (name !== undefined && isKnown(action)) onEvent(name, action);
  });
  const end = () => {
    child.kill();
    process.off("exit", end);
  };
  // It would outlive this process until the engine next has something to say.
  process.on("exit", end);
  return end;
}

function isKnown(action: string | undefined): action is EngineAction {
  return action !== undefined && actions.includes(action);
}

/** The part of an event that matters here (Docker Engine API, `GET /events`). */
interface Event {
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

function parsed(line: string): Event {
  try {
    return JSON.parse(line) as Event;
  } catch {
    return {};
  }
}
