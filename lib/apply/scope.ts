import { type PlannedResource, type Ref, refsOf } from "../targets/pulumi/resource.ts";
import { type Deployment, type StateOf, urnOf } from "./adoption/adopt.ts";
import { nameOf } from "./change.ts";

/** A part of the homelab that a run is narrowed to. */
export interface Scope {
  /** The names of the stacks. */
  readonly stacks: readonly string[];
  /** All of the homelab. */
  readonly planned: readonly PlannedResource[];
}

/**
 * The resources that a run in a scope may touch: those of its stacks, what the state still has of these, and what they
 * refer to elsewhere and the state does not have yet. What another stack has stays as it is.
 */
export function targetsOf({ stacks, planned }: Scope, { resources = [] }: Deployment, of: StateOf): string[] {
  const known = new Set(resources.map(({ urn }) => urn));
  const byRef = new Map(planned.map((one) => [keyOf(one), one]));
  const isInScope = ({ type, name, options: { parent } }: PlannedResource) => {
    const owner = type === "Stack" ? name : parent?.name;
    return owner !== undefined && stacks.includes(owner.slice(owner.indexOf("/") + 1));
  };
  const wanted = new Map<string, PlannedResource>();
  const add = (one: PlannedResource) => {
    if (wanted.has(keyOf(one))) return;
    wanted.set(keyOf(one), one);
    for (const ref of refsOf(one)) {
      const other = byRef.get(keyOf(ref));
      if (other && !known.has(urnOf(other, of))) add(other);
    }
  };
  for (const one of planned.filter(isInScope)) add(one);
  const urns = [...wanted.values()].map((one) => urnOf(one, of));
  const components = new Set(
    planned.filter((one) => one.type === "Stack" && isInScope(one)).map((one) => urnOf(one, of)),
  );
  const images = planned.filter(({ type, name }) => type === "RemoteImage" && isUsed(name, wanted.values()));
  const left = resources.filter(({ parent }) => parent !== undefined && components.has(parent));
  return [...new Set([...urns, ...images.map((one) => urnOf(one, of)), ...left.map(({ urn }) => urn)])];
}

/**
 * What the last run left unfinished: a container that was not healthy in time, a one-shot that failed. To Pulumi both
 * exist and need nothing; they are to be recreated, and so are the containers that are named.
 */
export function toRedo({ resources = [] }: Deployment, names: readonly string[]): { replace?: string[] } {
  const failed = resources.filter(({ urn, initErrors = [], outputs = {} }) => {
    if (urn.includes("docker:index/container:Container::") && names.includes(nameOf(urn))) return true;
    return initErrors.length > 0 || (outputs["mustRun"] === false && (outputs["exitCode"] ?? 0) !== 0);
  });
  return failed.length > 0 ? { replace: failed.map(({ urn }) => urn) } : {};
}

/** Each container depends on all images, since they are pulled before anything is stopped; it is made of one. */
function isUsed(image: string, containers: Iterable<PlannedResource>): boolean {
  return [...containers].some(({ args }) => args["image"] === image.slice(image.indexOf("/") + 1));
}

function keyOf({ type, name }: Ref): string {
  return `${type} ${name}`;
}
