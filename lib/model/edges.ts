import { compare } from "./names.ts";
import type { HomelabModel, ServiceModel } from "./schema.ts";

/** What depends on what: for each node, the nodes that come before it. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The start order's edges between all services of a homelab, by the services' paths. */
export function edgesOf(model: HomelabModel): Edges {
  const paths = new Map<string, string>();
  for (const stack of model.stacks)
    for (const service of stack.services) paths.set(address(stack.name, service.key), service.path);
  const before = (service: ServiceModel) =>
    service.dependsOn.flatMap((one) => paths.get(address(one.stack, one.service)) ?? []);
  return new Map(
    model.stacks.flatMap((stack) => stack.services.map((service) => [service.path, before(service)] as const)),
  );
}

export interface Order {
  /** Every node that is on no cycle and behind none, each after all that it depends on; equals in alphabetical order. */
  readonly sorted: readonly string[];
  /** The cycles found, each beginning and ending with its alphabetically first node: `[a, b, a]`. */
  readonly cycles: readonly (readonly string[])[];
}

/** Kahn's algorithm, level by level: linear in nodes and edges, but for sorting each level's names. */
export function topologicalOrder(edges: Edges): Order {
  const waiting = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [node, before] of edges) {
    const known = before.filter((one) => edges.has(one));
    waiting.set(node, known.length);
    for (const one of known) {
      const list = dependents.get(one);
      if (list) list.push(node);
      else dependents.set(one, [node]);
    }
  }
  const sorted: string[] = [];
  let level = [...edges.keys()].filter((node) => waiting.get(node) === 0).sort(compare);
  while (level.length > 0) {
    sorted.push(...level);
    const next: string[] = [];
    for (const node of level) {
      for (const dependent of dependents.get(node) ?? []) {
        const left = (waiting.get(dependent) ?? 0) - 1;
        waiting.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    level = next.sort(compare);
  }
  const done = new Set(sorted);
  return { sorted, cycles: cyclesAmong(new Map([...edges].filter(([node]) => !done.has(node)))) };
}

/** One cycle for each knot. Every node given lies on a cycle or behind one, so walking backwards always meets itself. */
function cyclesAmong(edges: Edges): string[][] {
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of [...edges.keys()].sort(compare)) {
    const walk: string[] = [];
    const place = new Map<string, number>();
    let node: string | undefined = start;
    while (node !== undefined && !seen.has(node)) {
      seen.add(node);
      place.set(node, walk.length);
      walk.push(node);
      node = [...(edges.get(node) ?? [])].filter((one) => edges.has(one)).sort(compare)[0];
    }
    const from = node === undefined ? undefined : place.get(node);
    if (from !== undefined) cycles.push(rotated(walk.slice(from)));
  }
  return cycles;
}

function rotated(cycle: readonly string[]): string[] {
  const first = cycle.indexOf([...cycle].sort(compare)[0] ?? "");
  const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)];
}

function address(stack: string, key: string): string {
  return `${stack}/${key}`;
}
