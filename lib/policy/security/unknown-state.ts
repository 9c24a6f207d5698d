import type { Check } from "../check.ts";
import { holdsSocket, hostPathsOf, isSensitive } from "../host-paths.ts";
import { perService } from "../per-service.ts";

export const unknownState: Check = {
  code: "HL129",
  level: "advice",
  title: "State that no inventory knows",
  why: "A folder of the host that an app writes to may hold what cannot be made again. As a Volume it has a class, stands in the inventory, and is guarded against being lost by a change of its name.",
  fix: 'make it a Volume: `new Volume(stack, "data", { class: "data", storage: { path: "/srv/…" } })`; or mount it `readOnly`',
  reference: "none: it takes the classes to see it",
  find: perService(function* (service, stack) {
    for (const mount of hostPathsOf(service, stack)) {
      if (mount.readOnly || mount.volume !== undefined || isSensitive(mount) || holdsSocket(mount)) continue;
      yield `it can write to ${mount.path} of the host, which is no volume`;
    }
  }),
};
