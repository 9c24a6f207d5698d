import { inject } from "vitest";
import { provideImages } from "../../lib/demo/images.ts";
import { type ExecOptions, exec } from "../../lib/system/exec.ts";
import { type WaitOptions, waitUntil } from "../../lib/system/wait.ts";
import { claim, objectsOf, own, removeObjects } from "./claims.ts";
import type { EngineFacts } from "./setup.ts";

/** The part of `docker inspect` of a container that tests look at; the rest is there, untyped. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: {
    readonly Env: readonly string[];
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly NetworkSettings: {
    readonly Networks: Readonly<
      Record<string, { readonly IPAddress: string; readonly Aliases: readonly string[] | null }>
    >;
    readonly [key: string]: unknown;
  };
  readonly Mounts: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}

/** How a command inside a container is run. */
export interface InContainer extends ExecOptions {
  /** The user it runs as, as `docker exec --user` takes it. Default: the container's. */
  readonly user?: string;
}

/** The real engine, for tests. What a method runs and does not succeed throws an ExecError, which holds both outputs. */
export const engine = {
  /** What the whole run shares: versions, the Compose command. */
  get facts(): EngineFacts {
    return inject("engine");
  },

  /** The local registry to give a homelab as its `mirror`, with the stand-in images; undefined where the real ones are used. */
  get mirror(): string | undefined {
    return inject("engine").mirror ?? undefined;
  },

  /** Sees to it that these images (as a homelab names them, without the mirror) can be pulled: from the mirror, where there is one. */
  async images(references: readonly string[]): Promise<void> {
    if (engine.mirror !== undefined) await provideImages(references, engine.mirror, { onProgress });
  },

  /** `docker <args>`: its standard output. */
  docker(args: readonly string[], options?: ExecOptions): Promise<string> {
    return exec("docker", args, options);
  },

  /** What `docker <list>` says of these Compose projects' objects, line after line. */
  async ofProjects(projects: readonly string[], list: readonly string[]): Promise<string[]> {
    const found = await Promise.all(
      projects.map((project) => exec("docker", [...list, "--filter", `label=com.docker.compose.project=${project}`])),
    );
    return found.flatMap((lines) => lines.split("\n").filter((line) => line !== ""));
  },

  /** `docker compose <args>` of the project whose compose.yaml lies in a folder: its standard output. */
  compose(projectDir: string, args: readonly string[], options: ExecOptions = {}): Promise<string> {
    const { command, args: first } = inject("engine").compose;
    const env = { ...OWN_COMPOSE, ...options.env };
    return exec(command, [...first, "--ansi", "never", ...args], { ...options, cwd: projectDir, env });
  },

  /** `docker inspect` of one container. */
  async inspect(name: string): Promise<Inspected> {
    const [found] = JSON.parse(await exec("docker", ["container", "inspect", name])) as [Inspected];
    return found;
  },

  /** A command in a running container: its standard output. */
  exec(container: string, argv: readonly string[], options: InContainer = {}): Promise<string> {
    const { user, ...rest } = options;
    const flags = [
      ...(user === undefined ? [] : ["--user", user]),
      ...(rest.input === undefined ? [] : ["--interactive"]),
    ];
    return exec("docker", ["exec", ...flags, container, ...argv], rest);
  },

  /**
   * Removes the containers, networks and volumes of these compose projects, data included, and nothing else. To be called
   * before a test makes anything of a project, too: a project that is somebody else's is refused then, and left alone, and
   * one that another file's tests have is waited for.
   */
  async cleanup(projects: readonly string[]): Promise<void> {
    await own(projects);
    const found = await Promise.all(projects.map(objectsOf));
    await claim(projects, found);
    await removeObjects(found);
  },
};

const onProgress = (line: string) => process.stderr.write(`engine: ${line}\n`);

// What the person who runs the tests has set for projects of their own must not reach the tests' projects.
const OWN_COMPOSE = {
  COMPOSE_ENV_FILES: undefined,
  COMPOSE_FILE: undefined,
  COMPOSE_PROFILES: undefined,
  COMPOSE_PROJECT_NAME: undefined,
};

/**
 * Awaits a condition of the real system; answers what it gave. One that throws does not hold yet. Most ask Docker, by a
 * process each time: two looks lie 300 milliseconds apart, unless said otherwise.
 *
 * @param deadline milliseconds, or more options. Default: one minute
 */
export function waitFor<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  deadline: number | WaitOptions = {},
): Promise<T> {
  return waitUntil(condition, { every: 300, ...(typeof deadline === "number" ? { timeout: deadline } : deadline) });
}
