import { Homelab } from "homelab-stacks";
import { build, type HomelabModel, type ModelText, type ServiceModel } from "../../lib/model/index.ts";

/** A homelab with the domain that all tests of components use. */
export function homelab(): Homelab {
  return new Homelab("kite", { domain: "example.com" });
}

/** The model of a definition that must have no problem. */
export function modelOf(lab: Homelab): HomelabModel {
  const { model, problems } = build(lab);
  if (problems.length > 0) throw new Error(`unexpected problems:\n${JSON.stringify(problems, undefined, 2)}`);
  return model;
}

/** One service of a model, by its path. */
export function serviceOf(lab: Homelab, path: string): ServiceModel {
  const services = modelOf(lab).stacks.flatMap((stack) => stack.services);
  const found = services.find((service) => service.path === path);
  if (!found) throw new Error(`no service "${path}" among ${services.map((service) => service.path).join(", ")}`);
  return found;
}

/** A config file's content by its path, parts that are secrets written as `<NAME>`. */
export function fileOf(lab: Homelab, path: string): string {
  const config = modelOf(lab)
    .stacks.flatMap((stack) => stack.configs)
    .find((one) => one.path === path);
  if (!config) throw new Error(`no config file "${path}"`);
  return flat(config.content);
}

export function flat(content: ModelText): string {
  return typeof content === "string"
    ? content
    : content.map((part) => (typeof part === "string" ? part : `<${part.secret}>`)).join("");
}
