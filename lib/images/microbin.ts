import { clients, type KnownImage } from "./known-image.ts";

export const microbin = {
  names: ["docker.io/danielszabo99/microbin"],
  // From the release after 2.1.4 on it runs as 65532 and has no shell: then the volume needs another owner, and no health command works.
  // renovate: datasource=docker depName=docker.io/danielszabo99/microbin
  pinned: "docker.io/danielszabo99/microbin:2.1.4",
  files: [/^MICROBIN_/, "file://"],
  lacks: clients,
  state: "/app/microbin_data",
} as const satisfies KnownImage & { readonly pinned: string };
