import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const sharedWrites: Check = {
  code: "HL138",
  level: "warning",
  title: "Replicas that write to one place",
  why: "All replicas of a service mount the same volumes. Few programs expect others of their kind to write to the same files: they overwrite each other's, or destroy what they keep there.",
  fix: "mount it `readOnly`, keep the state in a database, or have one container; where the program is made for it, acknowledge it",
  reference: "Compose: `scale`; the programs' own pages on running several of them",
  find: perService(function* ({ replicas = 1, mounts }) {
    if (replicas < 2) return;
    for (const mount of mounts) {
      if (mount.type === "tmpfs" || mount.readOnly) continue;
      yield `its ${replicas} containers write to ${mount.source}, mounted at ${mount.target}`;
    }
  }),
};
