import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * What Docker says it does to containers and networks whose names begin alike, as it happens: it keeps its last 256 events
 * only, of all that run on the host, so that asking afterwards may miss some.
 */
export class Events {
  /** In order: `container start web-app-1`. */
  readonly seen: string[] = [];
  readonly #child;

  /** @param about what the names begin with */
  constructor(about: string) {
    const filters = ["create", "start", "die", "destroy"].flatMap((event) => ["--filter", `event=${event}`]);
    const format = "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}";
    // What happens before the command has reached Docker counts, too.
    const since = String(Date.now() / 1000);
    this.#child = spawn("docker", ["events", "--since", since, ...filters, "--format", format], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    createInterface(this.#child.stdout).on("line", (line) => {
      if (line.split(" ")[2]?.startsWith(about)) this.seen.push(line);
    });
  }

  end(): void {
    this.#child.kill();
  }
}
