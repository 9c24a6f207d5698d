import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Homelab, Stack } from "homelab-stacks";
import { build } from "../../lib/model/index.ts";
import { envFiles } from "../../lib/project/files/env-files.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { engine, waitFor } from "./engine.ts";

/** One stack of a definition, brought up by Compose from the rendered files. */
export class Rendered {
  readonly project: string;
  readonly #folder: string;

  private constructor(project: string, folder: string) {
    this.project = project;
    this.#folder = folder;
  }

  /** A clean start. */
  static async open(project: string): Promise<Rendered> {
    await engine.cleanup([project]);
    return new Rendered(project, await mkdtemp(join(tmpdir(), `${project}-`)));
  }

  async close(): Promise<void> {
    await engine.cleanup([this.project]);
    await rm(this.#folder, { recursive: true });
  }

  /** Brings up what is defined, and waits until all is healthy or has ended well. `secrets` has the values, by their names in the store. */
  async up(define: (stack: Stack) => unknown, secrets: (name: string) => string): Promise<void> {
    const homelab = new Homelab("kite", {
      domain: "example.com",
      ...(engine.mirror !== undefined && { mirror: engine.mirror }),
    });
    define(new Stack(homelab, this.project));
    const { model, problems } = build(homelab);
    if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
    const unmirrored = (image: string) => (engine.mirror ? image.replace(`${engine.mirror}/`, "") : image);
    await engine.images(model.stacks.flatMap(({ services }) => services.map(({ image }) => unmirrored(image))));
    const files = [...renderCompose(model, { layout: "project" }), ...envFiles(model.stacks, "project", secrets)];
    for (const { path, content } of files) {
      await mkdir(join(this.#folder, path, ".."), { recursive: true });
      await writeFile(join(this.#folder, path), content, { mode: 0o600 });
    }
    await engine.compose(join(this.#folder, this.project), ["up", "--detach", "--quiet-pull"], { timeout: 300_000 });
    for (const { key, oneShot } of model.stacks.flatMap(({ services }) => services)) await this.#well(key, oneShot);
  }

  /** Until a container is healthy or, where it has no healthcheck, has ended well or runs. @throws Error once it has failed */
  async #well(service: string, oneShot: boolean): Promise<void> {
    const outcome = await waitFor(async () => {
      const { State, RestartCount } = await engine.inspect(this.container(service));
      if (RestartCount > 2) return "keeps restarting";
      if (State.Status === "exited" && State.ExitCode !== 0) return "has failed";
      const isWell = State.Health ? State.Health.Status === "healthy" : State.Status === "exited" || !oneShot;
      return isWell && "is well";
    }, 180_000);
    if (outcome !== "is well") throw new Error(`${service} ${outcome}`);
  }

  /** A command in the container of a service: its standard output. */
  exec(service: string, argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const given = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    return engine.exec(this.container(service), given.length > 0 ? ["env", ...given, ...argv] : argv);
  }

  container(service: string): string {
    return `${this.project}-${service}-1`;
  }
}
