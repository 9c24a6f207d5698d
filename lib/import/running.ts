import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, ProblemError } from "../core/index.ts";
import { temporaryFolder } from "../system/temporary.ts";
import { labelOf } from "./attached.ts";
import type { Data } from "./data.ts";
import type { Input } from "./inputs.ts";
import { documentOf } from "./inspected.ts";

/** What a host has, as `docker inspect` tells it. */
export interface Running {
  readonly containers: readonly Data[];
  /** By their ids. */
  readonly images: ReadonlyMap<string, Data>;
}

/** Compose projects that run, and what has to go once they are read. */
export interface RunningInputs {
  readonly inputs: readonly Input[];
  remove(): void;
}

/**
 * The Compose projects of these names, from what their containers say of them: the files that they were made of, and where
 * those are gone, what the containers themselves are.
 *
 * @throws ProblemError HL728 for a project of which there is no container
 */
export function runningInputs(
  running: Running,
  projects: readonly string[],
  profiles: readonly string[],
): RunningInputs {
  const missing = projects.filter((name) => containersOf(running, name).length === 0);
  if (missing.length > 0) throw new ProblemError(missing.map((name) => noProject(name, running)));
  const folder = temporaryFolder("running");
  const inputs = projects.map((name): Input => {
    const containers = containersOf(running, name);
    const label = (key: string) => containers.map((one) => labelOf(one, key)).find((value) => value !== undefined);
    const lists = (key: string) => (label(key) ?? "").split(",").filter((path) => path !== "");
    const [files, envFiles] = [lists("project.config_files"), lists("project.environment_file")];
    const place = label("project.working_dir") ?? "";
    if (files.length > 0 && [place, ...files, ...envFiles].every((path) => existsSync(path))) {
      return { folder: place, files, profiles, name, envFiles };
    }
    const file = join(folder.path, `${name}.yaml`);
    const document = documentOf(name, containers, running.images);
    // A dollar sign of a container is one.
    writeFileSync(file, JSON.stringify(document).replaceAll("$", "$$$$"), { mode: 0o600 });
    return { folder: folder.path, files: [file], profiles: [], name, envFiles: [], isInspected: true };
  });
  return { inputs, remove: () => folder.remove() };
}

function containersOf({ containers }: Running, project: string): readonly Data[] {
  return containers.filter((one) => labelOf(one, "project") === project && labelOf(one, "oneoff") !== "True");
}

function noProject(name: string, { containers }: Running): Problem {
  const exists = [...new Set(containers.flatMap((one) => labelOf(one, "project") ?? []))].sort();
  return {
    code: "HL728",
    level: "error",
    message: `there is no container of a Compose project ${JSON.stringify(name)}; nothing was written`,
    exists,
    fix: "correct the name (`docker compose ls --all` shows all), or name the folder of its files",
  };
}
