import { testOf } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { knowledgeOf } from "../images.ts";
import { flat } from "../literals.ts";
import { perService } from "../per-service.ts";

/** What a healthcheck uses that is no program of the app's own. */
const tools = /^(sh|bash|ash|curl|wget|nc|cat|test|pgrep|busybox|\[)$/;

export const healthTool: Check = {
  code: "HL132",
  level: "warning",
  title: "A healthcheck with a tool that the image lacks",
  why: "The check fails for ever: the container is never healthy, and what waits for it never starts.",
  fix: "use the program that the image brings for it, or leave the healthcheck to who can reach the port from outside",
  reference: "the images' Dockerfiles",
  find: perService(function* ({ image, healthcheck }) {
    const { lacks = [] } = knowledgeOf(image);
    const [kind, ...words] = testOf(healthcheck).map(flat);
    if (lacks === "all" && kind === "CMD-SHELL") yield `${image} has no shell, which CMD-SHELL needs`;
    else if (lacks === "all") {
      const program = words[0]?.split("/").at(-1) ?? "";
      if (tools.test(program)) yield `${image} has no ${program}`;
    } else {
      const used = words
        .join(" ")
        .split(/[\s;&|()]+/)
        .map((word) => word.split("/").at(-1) ?? "");
      for (const tool of lacks) if (used.includes(tool)) yield `${image} has no ${tool}`;
    }
  }),
};
