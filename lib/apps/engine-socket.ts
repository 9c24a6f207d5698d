import type { BindMount } from "../core/index.ts";

/** Where the engine's socket lies on most hosts, and where programs look for it in their container. */
export const engineSocket = "/var/run/docker.sock";

/** The engine's socket, for what lets through a part of it or cannot do with less than all. */
export function mountSocket(onHost: string = engineSocket): BindMount {
  return { bind: onHost, target: engineSocket, createHostPath: false };
}
