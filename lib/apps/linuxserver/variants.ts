import { Volume } from "../../core/index.ts";
import { LinuxServer } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "linuxserver",
    define: (own) => {
      const folders = [{ volume: new Volume(own, "media", { class: "media" }), target: "/media" }];
      new LinuxServer(own, "sonarr", { app: "sonarr", folders, http: { hostPort: 18989 } });
      new LinuxServer(own, "qbittorrent", {
        app: "qbittorrent",
        folders,
        uid: 1001,
        umask: "022",
        peersIp: "127.0.0.1",
      });
    },
  },
];
