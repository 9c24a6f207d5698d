import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const mountTarget: Check = {
  code: "HL028",
  level: "error",
  title: "One place in a container given twice",
  why: "Of two volumes at one path Compose drops one in silence; a volume and a tmpfs it refuses; a file copied to where something is mounted is never seen.",
  fix: "give one of them another `target`",
  reference: "Compose: `target … already mounted as …`",
  find: perService(function* (service) {
    const seen = new Map<string, string>();
    const places = [
      ...service.mounts.map(({ target }) => ["volumes", target] as const),
      ...Object.keys(service.tmpfs).map((target) => ["tmpfs", target.replace(/(?<=.)\/+$/, "")] as const),
      ...service.configs.map(({ target }) => ["configs", target] as const),
      ...service.secrets.map(({ target }) => ["secrets", target] as const),
    ];
    for (const [list, target] of places) {
      const before = seen.get(target);
      if (before !== undefined) yield `${target} is given in \`${before}\` and again in \`${list}\``;
      seen.set(target, list);
    }
  }),
};
