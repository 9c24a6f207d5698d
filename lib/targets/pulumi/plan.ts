import {
  edgesOf,
  type HomelabModel,
  instancesOf,
  type ServiceModel,
  type StackModel,
  topologicalOrder,
} from "../../model/index.ts";
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
  /**
   * The names of the containers on the host that Compose made on a network of theirs. It tells the engine the first one
   * as their network mode, the provider none: no reason to recreate them, since a real change is in Compose's hash.
   */
  readonly composed?: ReadonlySet<string>;
  /** The engine's ids of the images that each `up` pulls, by their references. */
  readonly pulled?: ReadonlyMap<string, string>;
}

/**
 * A homelab as Pulumi's resources, each after all that it refers to: components, images, networks, volumes, and the
 * containers in their start order. Pure: the same model gives the same plan, and no secret's value is in it.
 */
export function plan(model: HomelabModel, { composeDir, composed, pulled }: PlanSettings = {}): PlannedResource[] {
  const host = model.name;
  const stackOf = (stack: StackModel): Ref => ({ type: "Stack", name: `${host}/${stack.name}` });
  const components = model.stacks.map((stack): PlannedResource => ({ ...stackOf(stack), args: {}, options: {} }));
  const services = model.stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service })));
  // All services of an image want it of one platform.
  const platforms = new Map(services.map(({ service }) => [service.image, service.platform]));
  const images = [...platforms.keys()].sort().map((image) => {
    return planImage(host, image, { platform: platforms.get(image), pulled: pulled?.get(image) });
  });
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
    services.map(({ stack, service }) => [
      `${stack.name} ${service.key}`,
      instancesOf(service, stack).map((one) => containerRef(host, one)),
    ]),
  );
  const around = {
    host,
    composeDir,
    images: images.map(refTo),
    image: (image: string): Ref => ({ type: "RemoteImage", name: `${host}/${image}` }),
    network: (name: string) => known.get(`Network ${host}/${name}`),
    volume: (name: string) => known.get(`Volume ${host}/${name}`),
    containers: (stack: string, service: string) => containers.get(`${stack} ${service}`) ?? [],
  };
  const byPath = new Map(services.map((one) => [one.service.path, one]));
  const ordered = topologicalOrder(edgesOf(model)).sorted.flatMap((path) => byPath.get(path) ?? []);
  return [
    ...components,
    ...images,
    ...networks,
    ...volumes,
    ...ordered.flatMap(({ stack, service }) =>
      instancesOf(service, stack).map((one) => {
        const planned = planContainer(one, stack, { ...around, parent: stackOf(stack) });
        return composed?.has(one.containerName) ? leaveOpen(planned) : planned;
      }),
    ),
  ];
}

/**
 * Only where the definition leaves them open: what is ignored would not be set on the next container either. Releases of
 * Compose up to 2.26 at least give the engine named volumes as mounts, the provider by their other name.
 */
function leaveOpen(planned: PlannedResource): PlannedResource {
  const open = ["networkMode", "mounts"].filter((name) => planned.args[name] === undefined);
  const ignoreChanges = [...(planned.options.ignoreChanges ?? []), ...open];
  return open.length === 0 ? planned : { ...planned, options: { ...planned.options, ignoreChanges } };
}

function containerRef(host: string, service: ServiceModel): Ref {
  return { type: "Container", name: `${host}/${service.containerName}` };
}
