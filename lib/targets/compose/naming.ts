import { ProblemError } from "../../core/index.ts";
import type { HomelabModel, StackModel } from "../../model/index.ts";

/**
 * How the keys of one Compose file are made from those of the model: in a file of its own a stack's keys are used as
 * they are; in one file for all they carry the stack's name.
 */
export interface Naming {
  readonly service: (stack: string, key: string) => string;
  readonly network: (stack: StackModel, key: string) => string;
  readonly volume: (stack: StackModel, key: string) => string;
  /** Configs and secrets. */
  readonly file: (stack: string, key: string) => string;
  /** Whether a service of this stack stands in the file, so that `depends_on` can name it. */
  readonly contains: (stack: string) => boolean;
  /** Whether all stacks share the file: then names that Compose would derive otherwise are written out. */
  readonly single: boolean;
}

/** One file a stack: the project is the stack. */
export function projectNaming(stack: StackModel): Naming {
  const same = (_: unknown, key: string) => key;
  return {
    service: same,
    network: same,
    volume: same,
    file: same,
    contains: (name) => name === stack.name,
    single: false,
  };
}

/** One file for the whole homelab: the project is the homelab. What one stack owns and another uses is one entry. */
export function singleNaming(model: HomelabModel): Naming {
  const prefixed = (stack: string, key: string) => (key === stack ? key : `${stack}-${key}`);
  const networks = new Map<string, string>();
  const volumes = new Map<string, string>();
  for (const stack of model.stacks) {
    for (const { external, name, key } of stack.networks) {
      if (external) continue;
      networks.set(name, key === "default" ? stack.name : name === model.name ? name : prefixed(stack.name, key));
    }
    for (const { external, name, key } of stack.volumes) if (!external) volumes.set(name, prefixed(stack.name, key));
  }
  const owned = (
    names: ReadonlyMap<string, string>,
    list: readonly { key: string; name: string }[],
    stack: string,
    key: string,
  ) => names.get(list.find((one) => one.key === key)?.name ?? "") ?? prefixed(stack, key);
  refuseEqualNames(model, prefixed);
  return {
    service: prefixed,
    network: (stack, key) => owned(networks, stack.networks, stack.name, key),
    volume: (stack, key) => owned(volumes, stack.volumes, stack.name, key),
    file: prefixed,
    contains: () => true,
    single: true,
  };
}

/** `a` with `b-c` and `a-b` with `c` come to one name. */
function refuseEqualNames(model: HomelabModel, prefixed: (stack: string, key: string) => string): void {
  const paths = new Map<string, string>();
  for (const stack of model.stacks) {
    for (const { key, path } of stack.services) {
      const name = prefixed(stack.name, key);
      const other = paths.get(name);
      if (other !== undefined) {
        throw new ProblemError({
          code: "HL001",
          level: "error",
          path,
          message: `in one file for all stacks, it and "${other}" would both be called "${name}"`,
          fix: "rename one of the two, or render a project a stack (`--layout project`)",
        });
      }
      paths.set(name, path);
    }
  }
}
