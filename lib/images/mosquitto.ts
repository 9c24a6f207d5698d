import { stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/**
 * The entrypoint starts as root and takes over /mosquitto; the server steps down by itself (eclipse-mosquitto/mosquitto,
 * docker/2.1-alpine).
 */
export const mosquitto = {
  names: ["docker.io/library/eclipse-mosquitto"],
  // renovate: datasource=docker depName=docker.io/library/eclipse-mosquitto
  pinned: "docker.io/library/eclipse-mosquitto:2.1.2-alpine",
  lacks: ["curl"],
  state: "/mosquitto/data",
  /** The user mosquitto, as which the server runs. */
  uid: 1883,
  capabilities: { ...takeOver, ...stepDown },
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
