import { filesLabel, homelabLabel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const reservedLabel: Check = {
  code: "HL042",
  level: "error",
  title: "A label that is Compose's own",
  why: "Compose finds its containers by the labels `com.docker.compose.*`, and this project writes them and `homelab-stacks.*` itself. Others in their place would hide the container from both.",
  fix: "use a label of another name",
  reference: "Compose: labels are reserved from `com.docker.compose`",
  find: perService(function* ({ labels }) {
    for (const key of Object.keys(labels)) {
      const reserved = key.startsWith("com.docker.compose.") || key.startsWith("homelab-stacks.");
      if (reserved && key !== filesLabel && key !== homelabLabel) yield `it sets the label ${JSON.stringify(key)}`;
    }
  }),
};
