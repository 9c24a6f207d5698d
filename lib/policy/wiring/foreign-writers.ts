import type { Check } from "../check.ts";
import { isWithin } from "../walk.ts";
import { ownerOf, writersOf } from "../writers.ts";

/**
 * A volume belongs to what it was declared in: declared in a component it is that component's, declared in a stack it
 * is all the stack's. Media is shared by nature, and databases have a rule of their own.
 */
export const foreignWriters: Check = {
  code: "HL031",
  level: "warning",
  title: "A volume written to from outside",
  why: "A volume belongs to the component or stack that it was declared in. Another app that writes to it can break what that one relies on, and neither one's upgrade or restore knows of the other.",
  fix: "mount it `readOnly`, or declare the volume in the stack that both services belong to",
  reference: "none: it takes the whole homelab to see it",
  *find(model) {
    for (const { volume, writers } of writersOf(model).values()) {
      if (volume.class === "media" || volume.class === "database" || writers.length < 2) continue;
      for (const { path } of writers) {
        if (isWithin(path, ownerOf(volume))) continue;
        yield { path, message: `it can write to the volume "${volume.path}", which belongs to "${ownerOf(volume)}"` };
      }
    }
  },
};
