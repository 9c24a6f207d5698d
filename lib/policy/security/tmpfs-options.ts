import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const tmpfsOptions: Check = {
  code: "HL128",
  level: "warning",
  title: "Programs may run from a folder in memory",
  why: "A tmpfs is where anybody can write. With `exec`, `suid` or `dev` what was written there can be run, as root, or be a device.",
  fix: "leave out the option: Docker mounts a tmpfs `noexec,nosuid,nodev`",
  reference: "Docker: tmpfs mounts",
  covers: ["CL-0022"],
  find: perService(function* ({ tmpfs }) {
    for (const [target, options] of Object.entries(tmpfs)) {
      const loose = options.split(",").filter((option) => ["exec", "suid", "dev"].includes(option));
      if (loose.length > 0) yield `the tmpfs ${target} has the option ${loose.join(", ")}`;
    }
  }),
};
