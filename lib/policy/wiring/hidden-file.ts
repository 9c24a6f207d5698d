import type { ServiceModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";
import { isWithin } from "../walk.ts";

export const hiddenFile: Check = {
  code: "HL054",
  level: "error",
  title: "A delivered file that would not arrive",
  why: "Configs and secrets are copied into the container before it starts. What is mounted over them at the start hides them, and what is read-only refuses them. A volume or a folder of the host takes them in.",
  fix: "give the file a `target` outside of what covers it, or mount that elsewhere",
  reference: "Docker: `docker cp` does not reach tmpfs, /dev, /proc and /sys",
  find: perService(function* (service) {
    const covers = coversOf(service);
    const files = [...service.configs, ...service.secrets].map(({ target }) => target);
    for (const file of files) {
      // The deepest one lies on top of the others.
      const [top] = covers.filter(({ place }) => isWithin(resolved(file), place)).sort((a, b) => depth(b) - depth(a));
      if (top?.why !== undefined) yield `the file ${file} would not arrive: ${top.why}`;
      const mount = service.mounts.find(({ target }) => isBelow(target, file));
      if (mount !== undefined) yield `${file} is a file, and ${mount.target} would be mounted below it`;
      const other = files.find((one) => isBelow(one, file));
      if (other !== undefined) yield `${file} is a file, and ${other} would lie below it`;
    }
  }),
};

/** What is mounted at a place; `why` a file does not arrive there, nothing where it does. */
interface Cover {
  readonly place: string;
  readonly why?: string;
}

function coversOf({ mounts, tmpfs, init }: ServiceModel): Cover[] {
  return [
    ...["/dev", "/proc", "/sys"].map((place) => ({ place, why: `Docker mounts ${place} over it` })),
    ...["/etc/hosts", "/etc/hostname", "/etc/resolv.conf", ...(init ? ["/sbin/docker-init"] : [])].map((place) => ({
      place,
      why: "Docker mounts its own there",
    })),
    ...Object.keys(tmpfs).map((target) => ({ place: folder(target), why: `the tmpfs ${target} covers it` })),
    ...mounts.map((mount) => {
      const { type, target, readOnly } = mount;
      const place = folder(target);
      if (type === "tmpfs") return { place, why: `the tmpfs ${target} covers it` };
      return { place, ...(readOnly && { why: `${mount.source} is mounted read-only at ${target}` }) };
    }),
  ];
}

/** Without a slash at its end, and where the links lead that images have there: `/var/run` is `/run`. */
function folder(path: string): string {
  return resolved(path.replace(/(?<=.)\/+$/, ""));
}

function resolved(path: string): string {
  return path.replace(/^\/var\/run(?=\/|$)/, "/run").replace(/^\/var\/lock(?=\/|$)/, "/run/lock");
}

function depth({ place }: Cover): number {
  return place.split("/").length;
}

function isBelow(path: string, file: string): boolean {
  return path !== file && isWithin(path, file);
}
