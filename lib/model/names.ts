import type { Construct } from "constructs";
import { defaultId, type Element, idOf, Stack } from "../core/index.ts";
import type { ServiceModel } from "./schema.ts";

// Every name follows from the path of ids, so that a name in Docker leads back to a line of the definition.

/** The ids below the stack, joined: `nextcloud-cron`. A component's main service has the component's name. */
export function keyOf(element: Element): string {
  return idsBelow(Stack.of(element), element).join("-");
}

/** A secret's name in the store and in `.env`, unless a move has it keep another: the whole path in capitals, `NEXTCLOUD_POSTGRES_PASSWORD`. */
export function variableOf(element: Element): string {
  return variableOfPath(element.path);
}

export function variableOfPath(path: string): string {
  const name = path.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** The secret of the store that Pulumi's state is encrypted with. No construct's secret may have this name. */
export const passphraseName = "HOMELAB_PULUMI_PASSPHRASE";

/** What Compose calls a container of a service, the first one unless it is said. */
export function containerNameOf(stack: string, key: string, number = 1): string {
  return `${stack}-${key}-${number}`;
}

/** A container's name where it is not the one that Compose gives by itself. */
export function givenName(
  { key, containerName, number }: Pick<ServiceModel, "key" | "containerName" | "number">,
  stack: { readonly name: string },
): string | undefined {
  return containerName === containerNameOf(stack.name, key, number) ? undefined : containerName;
}

/** What Compose calls a stack's network or volume on the engine. */
export function engineNameOf(stack: string, key: string): string {
  return `${stack}_${key}`;
}

function idsBelow(stack: Stack, element: Construct): string[] {
  const scopes = element.node.scopes;
  const ids = scopes.slice(scopes.indexOf(stack) + 1).map(idOf);
  return ids.filter((id) => id !== defaultId);
}

/** Orders by code unit, the same on every machine: `localeCompare` depends on the locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compare(key(a), key(b)));
}
