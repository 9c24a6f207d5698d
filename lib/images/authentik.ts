import { giveAway } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

export const authentik = {
  names: ["ghcr.io/goauthentik/server"],
  // renovate: datasource=docker depName=ghcr.io/goauthentik/server
  pinned: "ghcr.io/goauthentik/server:2026.8.3",
  files: [/^AUTHENTIK_(?!BOOTSTRAP_)/, "file://"],
  lacks: ["curl"],
  state: "/data",
  uid: 1000,
  optional: giveAway,
  upgrade: {
    numbers: 2,
    reach: "next",
    lines: ["2025.8", "2025.10", "2025.12", "2026.2", "2026.5", "2026.8"],
    why: "Migrations are tested from one line to the next alone, and there is no way back.",
    instead: "go through each line, by its newest version, and never back",
    companions: ["ghcr.io/goauthentik/server"],
  },
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
