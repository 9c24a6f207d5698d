import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";
import { isWithin } from "../walk.ts";

export const storedSecret: Check = {
  code: "HL136",
  level: "warning",
  title: "A secret that stays in a volume",
  why: "A file that is delivered into a volume or a folder of the host stays there, in the open, also when the secret is rotated or the app is gone; whoever else mounts it and every backup has it.",
  fix: "deliver it outside of the volume, where it goes with the container: `/run/secrets/…`",
  reference: "OWASP Secrets Management Cheat Sheet",
  find: perService(function* ({ secrets, mounts }) {
    for (const { target } of secrets) {
      const [mount] = mounts
        .filter((one) => isWithin(target, one.target) && target !== one.target)
        .sort((a, b) => b.target.length - a.target.length);
      if (mount === undefined || mount.readOnly || mount.type === "tmpfs") continue;
      yield `the secret's file ${target} would be written into ${mount.source}, which is mounted at ${mount.target}`;
    }
  }),
};
