import type { KnownImage } from "./known-image.ts";
import { postgres } from "./postgres.ts";

/**
 * immich-app/base-images, `postgres/`: the image of PostgreSQL with pgvector and VectorChord, under an entrypoint that writes the
 * server's configuration first. Its data folder, its user and its variables are those of the image that it is made of.
 */
export const immichPostgres = {
  ...postgres,
  names: ["ghcr.io/immich-app/postgres"],
  // renovate: datasource=docker depName=ghcr.io/immich-app/postgres versioning=docker
  pinned: "ghcr.io/immich-app/postgres:18-vectorchord0.5.3",
  /** What it has and the plain image has not. */
  extensions: ["vchord", "vector"],
} as const satisfies KnownImage & Record<"pinned" | "extensions", unknown>;
