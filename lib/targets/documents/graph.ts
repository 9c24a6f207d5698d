import { type HomelabModel, mountedVolume, type ServiceModel, type StackModel } from "../../model/index.ts";

/**
 * The homelab as a Mermaid flowchart: stacks with their services and volumes, who waits for whom, and which hostname
 * leads where. It tells names and no values. The same model gives the same text.
 */
export function graph(model: HomelabModel): string {
  const nodes = new Nodes();
  const stacks = model.stacks.flatMap((stack) => [
    `  subgraph ${nodes.id("stack", stack.name)}[${quoted(stack.name)}]`,
    ...stack.services.map(
      (service) => `    ${nodes.id("service", `${stack.name}/${service.key}`)}[${quoted(service.key)}]`,
    ),
    ...stack.volumes.map((volume) => `    ${nodes.id("volume", volume.name)}[(${quoted(volume.key)})]`),
    "  end",
  ]);
  return [
    "flowchart LR",
    ...stacks,
    ...routes(model, nodes),
    ...model.stacks.flatMap((stack) => edges(stack, nodes)),
    "",
  ].join("\n");
}

/** Short ids in order of appearance: a name may hold what Mermaid takes for syntax. */
class Nodes {
  readonly #ids = new Map<string, string>();

  id(kind: "stack" | "service" | "volume" | "visitors", name: string): string {
    const key = `${kind} ${name}`;
    const id = this.#ids.get(key) ?? `${kind}${this.#ids.size}`;
    this.#ids.set(key, id);
    return id;
  }
}

function routes(model: HomelabModel, nodes: Nodes): string[] {
  const keys = new Map(
    model.stacks.flatMap((stack) => stack.services.map((one) => [one.path, `${stack.name}/${one.key}`] as const)),
  );
  const node = (path: string) => nodes.id("service", keys.get(path) ?? path);
  const ingresses = [...new Set(model.routes.map((route) => route.ingress))];
  return [
    ...ingresses.map((ingress) => `  ${nodes.id("visitors", "")}((visitors)) --> ${node(ingress)}`),
    ...model.routes.map(({ host, ingress, service }) => `  ${node(ingress)} -->|${quoted(host)}| ${node(service)}`),
  ];
}

/** A dotted arrow leads to what a service waits for, a plain line to what it keeps. */
function edges(stack: StackModel, nodes: Nodes): string[] {
  return stack.services.flatMap((service) => {
    const from = nodes.id("service", `${stack.name}/${service.key}`);
    const volumes = stack.volumes.filter((volume) => keeps(service, volume.key));
    return [
      ...service.dependsOn.map((one) => `  ${from} -.-> ${nodes.id("service", `${one.stack}/${one.service}`)}`),
      ...volumes.map((volume) => `  ${from} --- ${nodes.id("volume", volume.name)}`),
    ];
  });
}

function keeps(service: ServiceModel, volume: string): boolean {
  return service.mounts.some((mount) => mountedVolume(mount) === volume);
}

/** Mermaid's own escapes, in a quoted label. */
function quoted(text: string): string {
  return `"${text.replace(/["#&<>\p{Cc}\p{Cf}]/gu, (character) => `#${character.codePointAt(0)};`)}"`;
}
