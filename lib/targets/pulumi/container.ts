import { mergeFields, type ServiceModel, type StackModel } from "../../model/index.ts";
import { containerFields, type Surroundings } from "./container-fields.ts";
import { containerLabels } from "./labels.ts";
import { type HashOf, type PlannedResource, present, secretInputs } from "./resource.ts";

/** A service as a container; its change detector is the label of Compose's hash. */
export function planContainer(service: ServiceModel, stack: StackModel, around: Surroundings): PlannedResource {
  const image = around.image(service.image);
  const joins = joined(service, stack, around);
  const before = (all: ServiceModel["dependsOn"]) => all.flatMap((one) => around.containers(one.stack, one.service));
  const awaited = service.dependsOn.filter(({ condition }) => condition !== "service_started");
  const settled = before(awaited.filter(({ required = true }) => required));
  const tried = before(awaited.filter(({ required = true }) => !required));
  const replaceWith = before(service.dependsOn.filter(({ restart }) => restart));
  const misread = misreadInputs(service);
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
      ...(misread.length > 0 && { ignoreChanges: misread }),
    },
  };
}

/**
 * The inputs that the provider reads back otherwise than they were given: that one is another, the hash tells, and the
 * container that is created then has it.
 */
export function misreadInputs({ ports, extraHosts, entrypoint, networkMode }: ServiceModel): string[] {
  const bound = ports.map(({ target, protocol }) => `${target}/${protocol}`);
  const isBoundTwice = ports.some(({ hostIp }) => hostIp === "") || new Set(bound).size < bound.length;
  return [
    // Of one port the engine lists the bindings in an order of its own, which differs from version to version.
    ...(isBoundTwice ? ["ports"] : []),
    // An address of IPv6 is cut at its colons.
    ...(Object.values(extraHosts).some((address) => address.includes(":")) ? ["hosts"] : []),
    // The engine keeps the id of a container that was named, and gives whoever joins it that one's domain.
    ...(typeof networkMode === "string" && networkMode.startsWith("container:") ? ["networkMode", "domainname"] : []),
    // The engine has none, where an empty word is given.
    ...(entrypoint?.length === 0 ? ["entrypoints"] : []),
  ];
}

function joined(service: ServiceModel, stack: StackModel, { containers }: Surroundings): HashOf["$hash"]["joins"] {
  const modes = [service.networkMode, service.pid, service.ipc];
  const names = new Set(modes.flatMap((mode) => (typeof mode === "object" ? [mode.service] : [])));
  return [...names].flatMap((name) => {
    const [ref] = containers(stack.name, name);
    return ref === undefined ? [] : [{ service: name, container: ref }];
  });
}
