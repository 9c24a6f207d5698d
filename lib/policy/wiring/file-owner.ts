import type { Check } from "../check.ts";
import { servicesOf } from "../walk.ts";

export const fileOwner: Check = {
  code: "HL020",
  level: "error",
  title: "A copied file with an owner where a user is set",
  why: "To copy a file with an owner, Docker looks the container's user up inside the image. That fails for `uid:gid` and for a number that the image's passwd does not hold, and so does the container's creation.",
  fix: "leave out the file's `uid` and `gid` (a file of mode 0444 is readable for every user), or `user`",
  reference: "Docker: archive copies with CopyUIDGID (seen on Engine 26.1)",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      if (service.user === undefined || !looksUp(service.user)) continue;
      for (const file of [...service.configs, ...service.secrets]) {
        if (file.uid === undefined && file.gid === undefined) continue;
        yield {
          path: service.path,
          message: `${file.target} has the owner ${file.uid ?? 0}:${file.gid ?? 0}, and the container runs as user ${JSON.stringify(service.user)}`,
        };
      }
    }
  },
};

/** Names and root are in every image's passwd that can run as them; other numbers, and pairs, are looked up in vain. */
function looksUp(user: string): boolean {
  return user.includes(":") || (/^\d+$/.test(user) && Number(user) !== 0);
}
