import docker from "@pulumi/docker";
import pulumi from "@pulumi/pulumi";
import { fill, type HomelabModel, type SecretLookup } from "../../model/index.ts";
import { configHash } from "./config-hash.ts";
import { engineName } from "./resolve.ts";
import type { HashOf, ImageLabelOf, OutputOf, PlannedResource, PlanOptions, PlanValue, Ref } from "./resource.ts";
import { running } from "./running.ts";

/** Groups a stack's resources in Pulumi's displays. It is the only type a resource has as its parent. */
class Stack extends pulumi.ComponentResource {
  constructor(name: string) {
    super("homelab:index:Stack", name);
    this.registerOutputs();
  }
}

type Output = pulumi.Output<unknown>;

/**
 * Turns a plan into resources of the running Pulumi program, in the plan's order.
 *
 * @param context.secret the values of the secrets, which become secret outputs; in the open they are only in a container's
 *   config hash, as with Compose
 */
export function emit(plan: readonly PlannedResource[], context: EmitContext): void {
  const emitter = new Emitter(context);
  // With each property of each resource Pulumi keeps a stack trace, mapped to sources, for reports of its own mistakes:
  // of resources that no line of the user's makes they tell nothing, and take a good part of a preview's time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    for (const resource of plan) emitter.emit(resource);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What Compose labels a container with as its image, by the image's id. */
export type ImageLabel = (id: string, container: string) => Promise<string>;

/** Waits until it is known what became of a container, by its id and name: what to report where that is nothing good. */
export type Settle = (id: string, container: string) => Promise<string | undefined>;

/** What emitting a plan takes besides the plan. */
export interface EmitContext {
  readonly model: HomelabModel;
  readonly secret: SecretLookup;
  readonly imageLabel: ImageLabel;
  readonly settle: Settle;
}

class Emitter {
  readonly #context: EmitContext;
  readonly #made = new Map<string, pulumi.Resource>();
  readonly #settled = new Map<string, Promise<pulumi.Resource>>();

  constructor(context: EmitContext) {
    this.#context = context;
  }

  emit(planned: PlannedResource): void {
    const resource = this.#create(planned);
    this.#made.set(key(planned), resource);
    if (!(resource instanceof docker.Container)) return;
    const settled = this.#settle(resource, planned.name);
    this.#settled.set(key(planned), settled);
  }

  /**
   * Waits for a container to be as it is to be. It is rejected otherwise: Pulumi then reports that once, registers nothing
   * that depends on it, goes on with all else, and fails in the end.
   */
  async #settle(container: docker.Container, name: string): Promise<docker.Container> {
    if (pulumi.runtime.isDryRun()) return container;
    // Both are there in Pulumi's library, and not in its types: an id stays unknown where Pulumi could not make it, which
    // Pulumi itself reports.
    const made = container.id as unknown as { promise(): Promise<string>; readonly isKnown: Promise<boolean> };
    const id = await made.promise();
    if (!(await made.isKnown)) return container;
    const report = await this.#context.settle(id, engineName(name));
    if (report === undefined) return container;
    return running.stop(report);
  }

  #create({ type, name, args, options }: PlannedResource): pulumi.Resource {
    // The plan's types are wider than the provider's; the provider itself checks every input.
    const inputs = this.#value(args) as never;
    const opts = this.#options(options);
    switch (type) {
      case "Stack":
        return new Stack(name);
      case "RemoteImage":
        return new docker.RemoteImage(name, inputs, opts);
      case "Network":
        return new docker.Network(name, inputs, opts);
      case "Volume":
        return new docker.Volume(name, inputs, opts);
      case "Container":
        return new docker.Container(name, inputs, opts);
    }
  }

  #options(planned: PlanOptions): pulumi.CustomResourceOptions {
    const { parent, dependsOn = [], settled = [], tried = [], ...options } = planned;
    const { replaceOnChanges, additionalSecretOutputs, ignoreChanges, replaceWith, ...flags } = options;
    return {
      ...flags,
      ...(replaceOnChanges && { replaceOnChanges: [...replaceOnChanges] }),
      ...(additionalSecretOutputs && { additionalSecretOutputs: [...additionalSecretOutputs] }),
      ...(ignoreChanges && { ignoreChanges: [...ignoreChanges] }),
      ...(parent && { parent: this.#resource(parent) }),
      ...(replaceWith && { replaceWith: replaceWith.map((ref) => this.#resource(ref)) }),
      dependsOn: [
        ...dependsOn.map((ref) => this.#resource(ref)),
        ...settled.map((ref) => this.#whenSettled(ref)),
        ...tried.map((ref) => this.#whenTried(ref)),
      ],
    };
  }

  #value(value: PlanValue): unknown {
    if (typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((item: PlanValue) => this.#value(item));
    if ("$text" in value) return pulumi.secret(fill((value as { $text: [] }).$text, this.#context.secret));
    if ("$output" in value) return this.#output((value as OutputOf).$output);
    if ("$hash" in value) return this.#hash((value as HashOf).$hash);
    if ("$imageLabel" in value) {
      const { image, container } = (value as ImageLabelOf).$imageLabel;
      const id = this.#output({ ...image, property: "imageId" });
      return id.apply((known) => this.#context.imageLabel(String(known), container));
    }
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#value(item as PlanValue)]));
  }

  #output({ property, prefix, ...ref }: OutputOf["$output"]): Output {
    const value = (this.#resource(ref) as unknown as Record<string, Output>)[property];
    if (value === undefined) throw new TypeError(`${key(ref)} has no output ${property}`);
    return prefix === undefined ? value : pulumi.interpolate`${prefix}${value}`;
  }

  #hash(hash: HashOf["$hash"]): Output | string {
    const of = (ids: readonly unknown[]) =>
      configHash(hash, this.#context.model, this.#context.secret, ids.map(String));
    if (hash.joins.length === 0) return of([]);
    return pulumi.all(hash.joins.map(({ container }) => this.#output({ ...container, property: "id" }))).apply(of);
  }

  #whenSettled(ref: Ref): Promise<pulumi.Resource> {
    const settled = this.#settled.get(key(ref));
    if (settled === undefined) throw new TypeError(`the plan waits for ${key(ref)} before it has it`);
    return settled;
  }

  /** That it failed is reported, and keeps back nothing that does without. */
  #whenTried(ref: Ref): Promise<pulumi.Resource> {
    const settled = this.#whenSettled(ref);
    // The rejection of this one nobody takes, so that Pulumi reports it.
    settled.then(() => {});
    return settled.catch(() => this.#resource(ref));
  }

  #resource(ref: Ref): pulumi.Resource {
    const made = this.#made.get(key(ref));
    if (made === undefined) throw new TypeError(`the plan refers to ${key(ref)} before it has it`);
    return made;
  }
}

function key({ type, name }: Ref): string {
  return `${type} ${name}`;
}
