import { edgesOf, type HomelabModel, type ServiceModel, type StackModel, topologicalOrder } from "../../model/index.ts";
import { planContainer } from "./container.ts";
import { planImage } from "./image.ts";
import { planNetwork } from "./network.ts";
import { type PlannedResource, type Ref, refTo } from "./resource.ts";
import { planVolume } from "./volume.ts";

export interface PlanSettings {
  /**
   * The folder on the Docker host where the rendered files lie, `/opt/stacks`, for tools such as Dockge that edit them
   * there. Default: containers do not say where their files are.
   */
  readonly composeDir?: string;
}

/**
 * A homelab as Pulumi's resources, each after all that it refers to: components, images, networks, volumes, and the
 * containers in their start order. Pure: the same model gives the same plan, and no secret's value is in it.
 */
export function plan(model: HomelabModel, { composeDir }: PlanSettings = {}): PlannedResource[] {
  const host = model.name;
  const stackOf = (stack: StackModel): Ref => ({ type: "Stack", name: `${host}/${stack.name}` });
  const components = model.stacks.map((stack): PlannedResource => ({ ...stackOf(stack), args: {}, options: {} }));
  const services = model.stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service })));
  const images = [...new Set(services.map(({ service }) => service.image))].sort().map((one) => planImage(host, one));
  const networks = model.stacks.flatMap((stack) =>
    stack.networks.filter((one) => !one.external).map((one) => planNetwork(host, one, stack, stackOf(stack))),
  );
  const volumes = model.stacks.flatMap((stack) =>
    stack.volumes
      .filter((one) => !one.external && one.bind === undefined)
      .map((one) => planVolume(host, one, stack, stackOf(stack))),
  );
  const known = new Map([...images, ...networks, ...volumes].map((one) => [`${one.type} ${one.name}`, refTo(one)]));
  const containers = new Map(
    services.map(({ stack, service }) => [`${stack.name} ${service.key}`, containerRef(host, service)]),
  );
  const around = {
    host,
    composeDir,
    images: images.map(refTo),
    image: (image: string): Ref => ({ type: "RemoteImage", name: `${host}/${image}` }),
    network: (name: string) => known.get(`Network ${host}/${name}`),
    volume: (name: string) => known.get(`Volume ${host}/${name}`),
    container: (stack: string, service: string) => containers.get(`${stack} ${service}`),
  };
  const byPath = new Map(services.map((one) => [one.service.path, one]));
  const ordered = topologicalOrder(edgesOf(model)).sorted.flatMap((path) => byPath.get(path) ?? []);
  return [
    ...components,
    ...images,
    ...networks,
    ...volumes,
    ...ordered.map(({ stack, service }) => planContainer(service, stack, { ...around, parent: stackOf(stack) })),
  ];
}

function containerRef(host: string, service: ServiceModel): Ref {
  return { type: "Container", name: `${host}/${service.containerName}` };
}
