import type { ModelText } from "../../model/index.ts";

/** The kinds of resources: four of the docker provider, and the component that groups a stack's. */
export type ResourceType = "Stack" | "RemoteImage" | "Network" | "Volume" | "Container";

/** Names a resource of the plan. */
export interface Ref {
  readonly type: ResourceType;
  readonly name: string;
}

/**
 * A value of a resource's inputs: plain data, or what only the emitter can put in, marked by a key with `$`: a text with
 * secrets, another resource's output, a service's config hash (which the secrets of its environment are part of), Compose's
 * label of an image (which engine and Compose decide on).
 */
export type PlanValue =
  | string
  | number
  | boolean
  | readonly PlanValue[]
  | { readonly [key: string]: PlanValue }
  | SecretText
  | OutputOf
  | HashOf
  | ImageLabelOf;

/** A text with secrets in it: a secret itself. */
export interface SecretText {
  readonly $text: Exclude<ModelText, string>;
}

/** What another resource has once it exists. */
export interface OutputOf {
  readonly $output: Ref & { readonly property: "id" | "imageId" | "name"; readonly prefix?: string };
}

/** A config hash, of a service by its path, and the containers of its own stack whose namespaces it joins. */
export interface HashOf {
  readonly $hash: {
    readonly path: string;
    readonly joins: readonly { readonly service: string; readonly container: Ref }[];
  };
}

/** What Compose labels a container with as its image. */
export interface ImageLabelOf {
  readonly $imageLabel: {
    readonly image: Ref;
    /** The container's name. */
    readonly container: string;
  };
}

export type Args = Readonly<Record<string, PlanValue>>;

/** Pulumi's resource options, as far as they are used here. */
export interface PlanOptions {
  readonly parent?: Ref;
  readonly dependsOn?: readonly Ref[];
  /** Containers that must be healthy, or tasks that must have succeeded, before this one is made. */
  readonly settled?: readonly Ref[];
  /** Containers of which it must be known whether they got there, before this one is made. */
  readonly tried?: readonly Ref[];
  /** Whatever replaces one of these replaces this one too. */
  readonly replaceWith?: readonly Ref[];
  readonly deleteBeforeReplace?: true;
  readonly replaceOnChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly retainOnDelete?: true;
  readonly ignoreChanges?: readonly string[];
  /** A change of it replaces the resource. */
  readonly replacementTrigger?: PlanValue;
}

/** One resource as it is to be: plain data, so that a plan can be compared and read. */
export interface PlannedResource {
  readonly type: ResourceType;
  /** The name in Pulumi's state: the engine's name with the homelab's in front, so that moving code changes nothing. */
  readonly name: string;
  readonly args: Args;
  readonly options: PlanOptions;
}

export function refTo({ type, name }: Ref): Ref {
  return { type, name };
}

export function output(ref: Ref, property: OutputOf["$output"]["property"], prefix?: string): OutputOf {
  return { $output: { ...refTo(ref), property, ...(prefix !== undefined && { prefix }) } };
}

/** A text as a value: plain where it has no secret. */
export function textValue(text: ModelText): string | SecretText {
  return typeof text === "string" ? text : { $text: text };
}

export function textValues(texts: Readonly<Record<string, ModelText>>): Args {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, textValue(text)]));
}

/** The names of the inputs that hold a secret. */
export function secretInputs(args: Args): string[] {
  return Object.keys(args).filter((name) => holdsSecret(args[name] ?? ""));
}

function holdsSecret(value: PlanValue): boolean {
  return typeof value === "object" && ("$text" in value || Object.values(value).some(holdsSecret));
}

/** Leaves out what is undefined or empty: an empty list is no input, but a difference at every run. */
export function present(args: Readonly<Record<string, PlanValue | undefined>>): Args {
  const kept = Object.entries(args).filter((entry): entry is [string, PlanValue] => !isEmpty(entry[1]));
  return Object.fromEntries(kept);
}

function isEmpty(value: PlanValue | undefined): boolean {
  if (value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The resources that one refers to. */
export function refsOf({ args, options: { parent, dependsOn = [], settled = [] } }: PlannedResource): Ref[] {
  // What is tried, and what it is replaced with, is among what it depends on.
  return [...(parent ? [parent] : []), ...dependsOn, ...settled, ...Object.values(args).flatMap(refsIn)];
}

/** The resources that a value takes something from. */
export function refsIn(value: PlanValue): Ref[] {
  if (typeof value !== "object") return [];
  if ("$output" in value) {
    const { type, name } = (value as { readonly $output: Ref }).$output;
    return [{ type, name }];
  }
  if ("$imageLabel" in value) return [(value as ImageLabelOf).$imageLabel.image];
  if ("$hash" in value) {
    return (value as { readonly $hash: { readonly joins: readonly { readonly container: Ref }[] } }).$hash.joins.map(
      ({ container }) => container,
    );
  }
  return Object.values(value).flatMap((item) => refsIn(item as PlanValue));
}
