import type { PortProps, Tile } from "../../core/index.ts";
import type { linuxServer } from "../../images/linuxserver.ts";

/** What is known of one app of the family besides its image. */
export interface Preset {
  /** Where its pages are. */
  readonly port: number;
  /** A page that answers without a login. */
  readonly alive: string;
  readonly tile: Tile;
  /** Ports that others outside of the host call it on, where it is to be reached. */
  readonly peers?: readonly Pick<PortProps, "target" | "protocol">[];
  readonly environment?: Readonly<Record<string, string>>;
}

const tile = (name: string, icon: string, description: string): Tile => ({ name, group: "Media", icon, description });

export const presets: Readonly<Record<keyof typeof linuxServer.pinned, Preset>> = {
  bazarr: { port: 6767, alive: "/", tile: tile("Bazarr", "bazarr.png", "Subtitles") },
  lidarr: { port: 8686, alive: "/ping", tile: tile("Lidarr", "lidarr.png", "Music") },
  prowlarr: { port: 9696, alive: "/ping", tile: tile("Prowlarr", "prowlarr.png", "Indexers") },
  qbittorrent: {
    port: 8080,
    alive: "/",
    tile: tile("qBittorrent", "qbittorrent.png", "Downloads"),
    peers: [{ target: 6881 }, { target: 6881, protocol: "udp" }],
    environment: { WEBUI_PORT: "8080", TORRENTING_PORT: "6881" },
  },
  radarr: { port: 7878, alive: "/ping", tile: tile("Radarr", "radarr.png", "Films") },
  sonarr: { port: 8989, alive: "/ping", tile: tile("Sonarr", "sonarr.png", "Series") },
  syncthing: {
    port: 8384,
    alive: "/rest/noauth/health",
    tile: tile("Syncthing", "syncthing.png", "Synchronised folders"),
    peers: [{ target: 22000 }, { target: 22000, protocol: "udp" }, { target: 21027, protocol: "udp" }],
  },
};
