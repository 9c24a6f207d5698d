import type { Check } from "../check.ts";
import { servicesOf } from "../walk.ts";

export const readOnlyFile: Check = {
  code: "HL018",
  level: "error",
  title: "A file copied into a read-only root",
  why: "Configs and secrets are copied into the container before it starts, and Docker copies nothing into a read-only root file system.",
  fix: "leave out `readOnly`, or mount the file from the host in `volumes`",
  reference: "Compose: `cannot create config … in read-only service`",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      const [file] = [...service.configs, ...service.secrets];
      if (!service.readOnly || !file) continue;
      yield { path: service.path, message: `its root is read-only, and ${file.target} is to be copied into it` };
    }
  },
};
