import type { Endpoint } from "./endpoint.ts";
import type { Network } from "./network.ts";
import * as shape from "./shape.ts";

/** What of the Docker engine somebody may see or do. Whatever is not named is refused. */
export interface DockerRights {
  /**
   * `read`: which containers there are, how each is set up, its environment included, and what it uses; not its files and not
   * its output. `control`: starts, stops and restarts them too.
   */
  readonly containers?: "read" | "control";
  /** `read`: what happens to containers, networks and volumes, as it happens. */
  readonly events?: "read";
  /** `read`: which images there are, and how each is made. */
  readonly images?: "read";
  /** `read`: the engine's own settings and figures. */
  readonly info?: "read";
  readonly networks?: "read";
  readonly volumes?: "read";
}

const read = shape.oneOf(["read"]);

export const dockerRightsShape = shape.props<DockerRights>({
  containers: shape.oneOf(["read", "control"]),
  events: read,
  images: read,
  info: read,
  networks: read,
  volumes: read,
});

/** How a container reaches the engine: it joins the network, which has no way out, and nobody else is on it. */
export interface DockerAccess {
  readonly endpoint: Endpoint<"tcp">;
  readonly network: Network;
}

/** The Docker engine, as far as it lets each of its users. */
export interface DockerApi {
  /** Opens what these rights need, for all that reach it by the same network. */
  access(rights: DockerRights): DockerAccess;
}
