import { mergeFields, type ServiceModel, type StackModel } from "../../model/index.ts";
import { containerFields, type Surroundings } from "./container-fields.ts";
import { containerLabels } from "./labels.ts";
import { type HashOf, type PlannedResource, present, secretInputs } from "./resource.ts";

/** A service as a container; its change detector is the label of Compose's hash. */
export function planContainer(service: ServiceModel, stack: StackModel, around: Surroundings): PlannedResource {
  const image = around.image(service.image);
  const joins = joined(service, stack, around);
  const before = (all: ServiceModel["dependsOn"]) =>
    all.flatMap((one) => around.container(one.stack, one.service) ?? []);
  const awaited = service.dependsOn.filter(({ condition }) => condition !== "service_started");
  const settled = before(awaited.filter(({ required = true }) => required));
  const tried = before(awaited.filter(({ required = true }) => !required));
  const replaceWith = before(service.dependsOn.filter(({ restart }) => restart));
  const args = present({
    ...mergeFields(containerFields, service, { service, stack, around }),
    // Anonymous volumes of the image: Compose carries them over, so they must not go with a container.
    removeVolumes: false,
    labels: containerLabels({ service, stack, image, joins, composeDir: around.composeDir }),
  });
  return {
    type: "Container",
    name: `${around.host}/${service.containerName}`,
    args,
    options: {
      parent: around.parent,
      dependsOn: [...around.images, ...before(service.dependsOn)],
      ...(settled.length > 0 && { settled }),
      ...(tried.length > 0 && { tried }),
      ...(replaceWith.length > 0 && { replaceWith }),
      deleteBeforeReplace: true,
      // A container that could not be started is recreated by the next run.
      replaceOnChanges: ["#initerror"],
      additionalSecretOutputs: [...new Set(["envs", "uploads", ...secretInputs(args)])],
      // The engine lists the bindings of one port in an order of its own, which differs from version to version; that a
      // port is another one, the hash tells.
      ...(isBoundTwice(service) && { ignoreChanges: ["ports"] }),
    },
  };
}

/** Whether a port of the container is bound to more than one of the host. */
export function isBoundTwice({ ports }: ServiceModel): boolean {
  const bound = ports.map(({ target, protocol }) => `${target}/${protocol}`);
  return ports.some(({ hostIp }) => hostIp === "") || new Set(bound).size < bound.length;
}

function joined(service: ServiceModel, stack: StackModel, { container }: Surroundings): HashOf["$hash"]["joins"] {
  const modes = [service.networkMode, service.pid, service.ipc];
  const names = new Set(modes.flatMap((mode) => (typeof mode === "object" ? [mode.service] : [])));
  return [...names].flatMap((name) => {
    const ref = container(stack.name, name);
    return ref === undefined ? [] : [{ service: name, container: ref }];
  });
}
