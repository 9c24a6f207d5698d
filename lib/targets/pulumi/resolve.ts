import { fill, type HomelabModel, type SecretLookup } from "../../model/index.ts";
import { configHash } from "./config-hash.ts";
import type { Args, HashOf, ImageLabelOf, OutputOf, PlanValue, SecretText } from "./resource.ts";

/** What a plan's inputs are resolved with outside of a running Pulumi program. */
export interface ResolveContext {
  readonly model: HomelabModel;
  readonly secret: SecretLookup;
  /** The id of a container that is there, by its name; of an image, by its reference. */
  readonly container: (name: string) => string | undefined;
  readonly image: (reference: string) => string | undefined;
  /** What Compose labels the container of a name with as its image. */
  readonly imageLabel: (container: string) => string | undefined;
}

/** By this key Pulumi's state marks what is no plain value (sdk/go/common/resource, `SigKey`), and by this word a secret. */
const [signature, secretMark] = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"];

/** A secret as `pulumi stack export --show-secrets` writes it, and `pulumi stack import` reads and encrypts it. */
export function secretValue(value: unknown): Readonly<Record<string, string>> {
  return { [signature]: secretMark, plaintext: JSON.stringify(value) };
}

/**
 * A plan's inputs as values of Pulumi's state, secrets marked as such. What is not there is undefined.
 *
 * @throws what `context.secret` throws
 */
export function resolveArgs(args: Args, context: ResolveContext): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, resolveValue(value, context)]));
}

function resolveValue(value: PlanValue, context: ResolveContext): unknown {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: PlanValue) => resolveValue(item, context));
  if ("$text" in value) return secretValue(fill((value as SecretText).$text, context.secret));
  if ("$output" in value) return resolveOutput((value as OutputOf).$output, context);
  if ("$hash" in value) {
    const { $hash: hash } = value as HashOf;
    const ids = hash.joins.map(({ container }) => context.container(engineName(container.name)) ?? "");
    return configHash(hash, context.model, context.secret, ids);
  }
  if ("$imageLabel" in value) return context.imageLabel((value as ImageLabelOf).$imageLabel.container);
  return resolveArgs(value as Args, context);
}

function resolveOutput({ type, name, property, prefix = "" }: OutputOf["$output"], context: ResolveContext): unknown {
  if (property === "name") return engineName(name);
  const id = type === "RemoteImage" ? context.image(engineName(name)) : context.container(engineName(name));
  return id === undefined ? undefined : prefix + id;
}

/** The name on the engine of a plan's resource: without the homelab's in front. */
export function engineName(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}
