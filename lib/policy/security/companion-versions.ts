import type { Check } from "../check.ts";
import { knowledgeOf, publishedImage } from "../images.ts";

export const companionVersions: Check = {
  code: "HL151",
  level: "warning",
  title: "Parts of one app at different versions",
  why: "They speak to each other in a way that changes from version to version, and share their data.",
  fix: "give both the same version",
  reference: "the apps' own documentation of upgrades",
  *find(model) {
    for (const { services } of model.stacks) {
      for (const { image } of services) {
        const { companions = [] } = knowledgeOf(image).upgrade ?? {};
        const { name, tag } = publishedImage(image);
        for (const other of services) {
          const its = publishedImage(other.image);
          if (!companions.includes(its.name) || versionOf(its.tag) === versionOf(tag)) continue;
          // Of two that name each other, the later one in the alphabet is told.
          if (its.name === name && other.image < image) continue;
          yield { path: other.path, message: `it is ${its.name}:${its.tag}, and runs beside ${name}:${tag}` };
        }
      }
    }
  },
};

/** Without what tells variants of one version apart: `v3.1.0` of `v3.1.0-cuda`. */
function versionOf(tag = ""): string {
  return tag.replace(/-.*$/, "");
}
