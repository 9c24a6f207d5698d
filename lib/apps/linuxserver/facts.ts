import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "LinuxServer",
  about: "the images of linuxserver.io: qBittorrent, Sonarr, Radarr, Prowlarr, Bazarr, Lidarr, Syncthing",
  takes: "`app`, `uid`, `gid`, `folders`, `http`",
  gives: "`web`",
  user: "starts as root; the app runs as `uid` and `gid`, 1000 each by default",
  rotation: "nothing: it is given no secret",
  verified: standIn("`test/engine/linuxserver.test.ts`, `test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { config: "files" },
    quiesce: "stop",
    restore: "the whole folder, at the same version or a newer one",
  },
};
