import { type Edges, topologicalOrder } from "../../model/index.ts";
import { type PlannedResource, type Ref, type ResourceType, refsIn } from "../../targets/pulumi/resource.ts";

/** Something of the plan's that is on the host, and that Pulumi's state is to know. */
export interface Adopted {
  readonly planned: PlannedResource;
  /** The engine's id; of a volume, its name. */
  readonly id: string;
  /** What it was made with, as Pulumi's state has it. What the provider reads back it finds out by itself. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What else the state has of it. */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The parts of a state, as `pulumi stack export` writes it, that matter here (sdk/go/common/apitype, `DeploymentV3`). */
export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly unknown[];
  readonly secrets_providers?: unknown;
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  /** The provider's URN, `::`, and its id. */
  readonly provider?: string;
  readonly dependencies?: readonly string[] | null;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | null;
  readonly initErrors?: readonly string[];
  /** Whether it is only there to be deleted still. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

/** Whose state it is. */
export interface StateOf {
  readonly project: string;
  readonly stack: string;
  /** The settings of Pulumi's docker provider: its version, and the stack's configuration, `host` and the like. */
  readonly provider: Readonly<Record<string, unknown>>;
}

const types: Readonly<Record<ResourceType, string>> = {
  Stack: "homelab:index:Stack",
  RemoteImage: "docker:index/remoteImage:RemoteImage",
  Network: "docker:index/network:Network",
  Volume: "docker:index/volume:Volume",
  Container: "docker:index/container:Container",
};

/** The form of the provider's own state (terraform-provider-docker, each resource's `SchemaVersion`); else 0. */
const schemas: Partial<Record<ResourceType, string>> = { Network: "1", Container: "2" };

/** The inputs that the provider itself adds, and what it has by default and never reads back (terraform-provider-docker). */
const added: Partial<Record<ResourceType, Readonly<Record<string, unknown>>>> = {
  Container: { containerReadRefreshTimeoutMilliseconds: 15_000, start: true, waitTimeout: 60 },
  Network: { ipamDriver: "default" },
};
const unread: Partial<Record<ResourceType, Readonly<Record<string, unknown>>>> = {
  Container: { attach: false, logs: false, wait: false },
};

/** A resource's name in a state. */
export function urnOf({ type, name }: Ref, { project, stack }: StateOf): string {
  // All but the images stand below their stack's component.
  const chain = type === "Stack" || type === "RemoteImage" ? types[type] : `${types.Stack}$${types[type]}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/**
 * A state that knows what is on the host: each of `adopted` takes the place of what the state had under its name, as if
 * Pulumi had made it. Pure.
 */
export function adopt(state: Deployment, adopted: readonly Adopted[], of: StateOf): Deployment {
  const before = new Map((state.resources ?? []).map((one) => [key(one), one]));
  const root = `urn:pulumi:${of.stack}::${of.project}::pulumi:pulumi:Stack::${of.project}-${of.stack}`;
  const keep = (resource: StateResource) => before.has(resource.urn) || before.set(resource.urn, resource);
  keep({ urn: root, type: "pulumi:pulumi:Stack", custom: false });
  const provider = [...before.values()].find(isOurProvider) ?? newProvider(of);
  keep(provider);
  for (const { planned } of adopted) {
    const { parent } = planned.options;
    if (parent) keep({ urn: urnOf(parent, of), type: types[parent.type], custom: false, parent: root });
  }
  const fresh = new Set(adopted.map(({ planned }) => urnOf(planned, of)));
  const known = (ref: Ref) => before.has(urnOf(ref, of)) || fresh.has(urnOf(ref, of));
  for (const one of adopted) {
    const entry = entryOf(one, of, known);
    before.set(entry.urn, { ...entry, provider: `${provider.urn}::${provider.id}` });
  }
  const resources = [...before.values()];
  // What the state still has of an earlier definition may refer to what is adopted, the other way round.
  const alone = (one: StateResource) =>
    fresh.has(key(one)) ? { ...one, dependencies: [], propertyDependencies: {} } : one;
  return { ...state, resources: sorted(resources) ?? sorted(resources.map(alone)) ?? resources };
}

/** What is only there to be deleted has the same URN as what took its place. */
function key({ urn, id, delete: gone }: StateResource): string {
  return gone ? `${urn} ${id}` : urn;
}

function isOurProvider({ type, urn }: StateResource): boolean {
  return type === "pulumi:providers:docker" && urn.includes("::default_");
}

/** The provider that Pulumi itself makes where a program names none; its name follows from the version. */
function newProvider({ project, stack, provider }: StateOf): StateResource & { readonly id: string } {
  const type = "pulumi:providers:docker";
  const name = `default_${String(provider["version"]).replaceAll(".", "_")}`;
  const urn = `urn:pulumi:${stack}::${project}::${type}::${name}`;
  return { urn, type, custom: true, id: crypto.randomUUID(), inputs: provider, outputs: provider };
}

function entryOf({ planned, id, inputs, outputs }: Adopted, of: StateOf, known: (ref: Ref) => boolean): StateResource {
  const { parent, dependsOn = [], settled = [], replaceWith = [], ...options } = planned.options;
  const urns = (refs: readonly Ref[]) => [...new Set(refs.filter(known).map((ref) => urnOf(ref, of)))];
  const inside = Object.entries(planned.args).map(([name, value]) => [name, refsIn(value)] as const);
  const schema = schemas[planned.type];
  return {
    urn: urnOf(planned, of),
    type: types[planned.type],
    custom: true,
    id,
    inputs: { ...added[planned.type], ...inputs },
    outputs: {
      ...unread[planned.type],
      ...added[planned.type],
      ...inputs,
      ...outputs,
      id,
      ...(schema !== undefined && { __meta: JSON.stringify({ schema_version: schema }) }),
    },
    ...(parent && { parent: urnOf(parent, of) }),
    dependencies: urns([...dependsOn, ...settled, ...inside.flatMap(([, refs]) => refs)]),
    propertyDependencies: Object.fromEntries(inside.map(([name, refs]) => [name, urns(refs)])),
    ...(options.additionalSecretOutputs && { additionalSecretOutputs: options.additionalSecretOutputs }),
    ...(options.retainOnDelete && { retainOnDelete: true }),
    ...(replaceWith.length > 0 && { replaceWith: urns(replaceWith) }),
    ...(options.replacementTrigger !== undefined && { replacementTrigger: options.replacementTrigger }),
  };
}

/** Each resource after all that it refers to, as Pulumi demands of a state; nothing where they refer to each other. */
function sorted(resources: readonly StateResource[]): StateResource[] | undefined {
  const byKey = new Map(resources.map((one) => [key(one), one]));
  const edges: Edges = new Map(
    resources.map((one) => {
      const { parent, provider, dependencies, propertyDependencies, delete: gone } = one;
      const properties = Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
      const providers = provider === undefined ? [] : [provider.slice(0, provider.lastIndexOf("::"))];
      const before = [...(parent ? [parent] : []), ...providers, ...(dependencies ?? []), ...properties];
      // What is to be deleted comes last: nothing else may refer to it.
      return [key(one), gone ? [...before, one.urn] : before];
    }),
  );
  const order = topologicalOrder(edges).sorted.flatMap((urn) => byKey.get(urn) ?? []);
  return order.length === resources.length ? order : undefined;
}
