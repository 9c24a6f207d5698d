import type { Check } from "../check.ts";
import { knowledgeOf, publishedImage } from "../images.ts";
import { servicesOf } from "../walk.ts";

/** What is known is what the image's own entrypoint does as root: another program, or another user, needs other things. */
export const neededCapabilities: Check = {
  code: "HL144",
  level: "warning",
  title: "An image without the capabilities that it needs",
  why: "Its entrypoint starts as root, takes over its folders and steps down to a user of its own, which takes a few of the capabilities that a hardened service does not have: it exits at once, or stays root.",
  fix: "add them in `capAdd`, or run it as the folders' owner (`user`)",
  reference: "the images' entrypoints",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      const { image, user, entrypoint, privileged, capAdd, capDrop } = service;
      if (privileged || !capDrop.includes("ALL") || entrypoint !== undefined) continue;
      if (user !== undefined && !/^(0+|root)(:|$)/.test(user)) continue;
      const { capabilities = {} } = knowledgeOf(image);
      const missing = Object.keys(capabilities).filter((name) => !capAdd.includes(name) && !capAdd.includes("ALL"));
      if (missing.length === 0) continue;
      const reasons = missing.map((name) => `${name} (${capabilities[name]})`);
      const list = JSON.stringify([...new Set([...capAdd, ...missing])].sort());
      yield {
        path: service.path,
        message: `${publishedImage(image).name} needs ${reasons.join(", ")}`,
        fix: `set \`capAdd: ${list.replaceAll(",", ", ")}\`, or run it as the folders' owner (\`user\`)`,
      };
    }
  },
};
