import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

const raw =
  /^\/dev(\/(sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|loop|nbd\d|zd\d|mapper\/|disk\/|block\/|kmsg$|mem$|port$).*)?$/;

export const blockDevice: Check = {
  code: "HL104",
  level: "error",
  waivable: true,
  title: "A disk of the host in a container",
  why: "A disk's device reads and writes past all permissions of its file systems: whoever has it can change any file of the host.",
  fix: "mount the folder that the app needs; to read a disk's health alone, give it the device with the permissions `r`",
  reference: "CIS Docker Benchmark 5.18",
  covers: ["CL-0016"],
  find: perService(function* ({ devices }) {
    for (const { source, permissions } of devices) {
      if (raw.test(source)) yield `it has the device ${source} with the permissions ${permissions}`;
    }
  }),
};
