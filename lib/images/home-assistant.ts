import { takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

/** home-assistant/core, `Dockerfile`, on home-assistant/docker-base: Alpine with s6, root throughout. */
export const homeAssistant = {
  names: ["ghcr.io/home-assistant/home-assistant", "docker.io/homeassistant/home-assistant"],
  // renovate: datasource=docker depName=ghcr.io/home-assistant/home-assistant
  pinned: "ghcr.io/home-assistant/home-assistant:2026.7.2",
  state: "/config",
  capabilities: { ...takeOver, NET_RAW: "it finds devices by their DHCP requests and by ping" },
  // A newer version brings `.storage` and the recorder's database to its own form (homeassistant/helpers/storage.py).
  upgrade: forwardOnly("Home Assistant"),
} as const satisfies KnownImage & { readonly pinned: string };
