import { clients, type KnownImage } from "./known-image.ts";

export const microbin = {
  names: ["docker.io/danielszabo99/microbin"],
  files: [/^MICROBIN_/, "file://"],
  lacks: clients,
  state: "/app/microbin_data",
} as const satisfies KnownImage;
