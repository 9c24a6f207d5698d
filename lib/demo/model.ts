import type { HomelabModel, ModelText, ServiceModel } from "../model/index.ts";

/** The label of whatever the demo makes on the engine: by it alone the demo knows what is its own, and may be removed. */
export const demoLabel = "homelab-stacks.demo";

/** A model as the demo applies it: all of it labelled, and without the services of some paths. */
export function demoModel(model: HomelabModel, leftOut: readonly string[]): HomelabModel {
  const labelled = <T extends { readonly labels: Readonly<Record<string, ModelText>> }>(one: T): T => ({
    ...one,
    labels: { ...one.labels, [demoLabel]: "true" },
  });
  return {
    ...model,
    stacks: model.stacks.map((stack) => ({
      ...stack,
      services: stack.services.filter(({ path }) => !leftOut.includes(path)).map(labelled),
      networks: stack.networks.map(labelled),
      volumes: stack.volumes.map(labelled),
    })),
  };
}

/**
 * The paths of the services that need a secret which somebody else issues, and of those that wait for one of them, sorted:
 * with a made-up secret the real programs would fail, or knock at somebody's door with it.
 */
export function needingCredentials(model: HomelabModel): string[] {
  const provided = model.stacks.flatMap(({ secrets }) => secrets.filter(({ source }) => source.from === "provided"));
  const found = new Set(provided.flatMap(({ consumers }) => consumers));
  const services = model.stacks.flatMap((stack) => stack.services.map((service) => ({ stack: stack.name, service })));
  const waits = ({ dependsOn }: ServiceModel) =>
    dependsOn.some((one) =>
      services.some(
        ({ stack, service }) => stack === one.stack && service.key === one.service && found.has(service.path),
      ),
    );
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { service } of services) if (waits(service)) found.add(service.path);
  }
  return [...found].sort();
}
