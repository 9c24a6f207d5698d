import type { SecretLookup } from "../lib/model/index.ts";
import { fill } from "../lib/model/index.ts";
import type {
  ImageLabelOf,
  OutputOf,
  PlannedResource,
  PlanValue,
  Ref,
  SecretText,
} from "../lib/targets/pulumi/resource.ts";

/**
 * The Pulumi program, in TypeScript and in JavaScript, that somebody would write by hand for the resources of a plan:
 * literals, and references from one resource to another. It has neither the components that group them nor Compose's
 * config hash.
 */
export function handWritten(plan: readonly PlannedResource[], secret: SecretLookup): Record<string, string> {
  const resources = plan.filter(({ type }) => type !== "Stack");
  const names = new Map(resources.map(({ type, name }, index) => [`${type} ${name}`, `r${index}`]));
  const variable = ({ type, name }: Ref) => names.get(`${type} ${name}`) ?? "undefined";
  const value = (of: PlanValue): string => {
    if (typeof of !== "object") return JSON.stringify(of);
    if (Array.isArray(of)) return `[${of.map((item: PlanValue) => value(item)).join(", ")}]`;
    if ("$text" in of) return `pulumi.secret(${JSON.stringify(fill((of as SecretText).$text, secret))})`;
    if ("$hash" in of) return '""';
    if ("$imageLabel" in of) return `${variable((of as ImageLabelOf).$imageLabel.image)}.imageId`;
    if ("$output" in of) {
      const { property, prefix = "", ...ref } = (of as OutputOf).$output;
      return `pulumi.interpolate\`${prefix}\${${variable(ref)}.${property}}\``;
    }
    const members = Object.entries(of).map(([key, item]) => `${JSON.stringify(key)}: ${value(item as PlanValue)}`);
    return `{ ${members.join(", ")} }`;
  };
  const lines = resources.map(({ type, name, args, options }, index) => {
    const { dependsOn = [], retainOnDelete } = options;
    const how = [
      `dependsOn: [${dependsOn.map(variable).join(", ")}]`,
      ...(type === "Container" ? ["deleteBeforeReplace: true"] : []),
      ...(retainOnDelete ? ["retainOnDelete: true"] : []),
    ];
    return `const r${index} = new docker.${type}(${JSON.stringify(name)}, ${value(args)}, { ${how.join(", ")} });`;
  });
  const text = `${lines.join("\n")}\n`;
  return {
    "index.ts": `import * as docker from "@pulumi/docker";\nimport * as pulumi from "@pulumi/pulumi";\n${text}`,
    "index.js": `const docker = require("@pulumi/docker");\nconst pulumi = require("@pulumi/pulumi");\n${text}`,
  };
}
