import { setModes, stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/**
 * What all images of linuxserver.io share (linuxserver/docker-baseimage-alpine): s6 starts as root, gives the user `abc` the
 * numbers PUID and PGID and the folder /config, and runs the app as that user.
 */
export const linuxServer = {
  /** By the app's name. */
  pinned: {
    // renovate: datasource=docker depName=lscr.io/linuxserver/bazarr
    bazarr: "lscr.io/linuxserver/bazarr:1.6.0",
    // renovate: datasource=docker depName=lscr.io/linuxserver/lidarr
    lidarr: "lscr.io/linuxserver/lidarr:3.1.0",
    // renovate: datasource=docker depName=lscr.io/linuxserver/prowlarr
    prowlarr: "lscr.io/linuxserver/prowlarr:2.5.2",
    // renovate: datasource=docker depName=lscr.io/linuxserver/qbittorrent
    qbittorrent: "lscr.io/linuxserver/qbittorrent:5.2.3",
    // renovate: datasource=docker depName=lscr.io/linuxserver/radarr
    radarr: "lscr.io/linuxserver/radarr:6.3.0",
    // renovate: datasource=docker depName=lscr.io/linuxserver/sonarr
    sonarr: "lscr.io/linuxserver/sonarr:4.0.19",
    // renovate: datasource=docker depName=lscr.io/linuxserver/syncthing
    syncthing: "lscr.io/linuxserver/syncthing:2.1.2",
  },
  state: "/config",
  capabilities: { ...takeOver, ...setModes, ...stepDown, KILL: "root's supervisor stops the app" },
} as const;

export const linuxServerImages: readonly KnownImage[] = Object.entries(linuxServer.pinned).map(([name, image]) => ({
  names: [image.slice(0, image.lastIndexOf(":")), `docker.io/linuxserver/${name}`, `ghcr.io/linuxserver/${name}`],
  state: linuxServer.state,
  capabilities: linuxServer.capabilities,
}));
