import { setModes, stepDown, takeOver } from "./capabilities.ts";
import { rootless } from "./gitea.ts";
import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

/** The entrypoint starts as root, takes over /data, binds port 22, and stops the server that runs as git. */
export const forgejo = {
  names: ["codeberg.org/forgejo/forgejo", "data.forgejo.org/forgejo/forgejo"],
  // The line with long-term support.
  // renovate: datasource=docker depName=codeberg.org/forgejo/forgejo
  pinned: "codeberg.org/forgejo/forgejo:15.0.7",
  files: [/^(FORGEJO|GITEA)__/, "__FILE"],
  state: "/data",
  upgrade: forwardOnly("Forgejo"),
  /** The user git, as which the server runs. The entrypoint reads the files as root, which has the capability for it. */
  owner: { uid: 1000, gid: 1000, mode: "0400" },
  capabilities: {
    ...takeOver,
    ...setModes,
    ...stepDown,
    KILL: "root's supervisor stops the server",
    NET_BIND_SERVICE: "SSH listens on port 22",
  },
  // sshd(8), privilege separation.
  optional: {
    SYS_CHROOT: "sshd locks the part of itself that faces the network into an empty folder; only where `ssh` is given",
  },
  variant: rootless,
} as const satisfies KnownImage & Record<"pinned" | "owner", unknown>;
