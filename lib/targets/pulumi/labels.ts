import { type ServiceModel, type StackModel, sortedBy } from "../../model/index.ts";
import { composeVersion } from "../compose/hash.ts";
import { isImplied } from "../compose/service.ts";
import { type HashOf, type PlanValue, type Ref, textValues } from "./resource.ts";

/** Compose's labels (docker/compose, pkg/api/labels.go), by which it and others know a project's containers. */
const prefix = "com.docker.compose";

export interface ContainerLabels {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  /** The image, whose id Compose compares. */
  readonly image: Ref;
  /** The containers of the stack whose namespaces this one joins. */
  readonly joins: HashOf["$hash"]["joins"];
  /** The folder on the Docker host where the rendered files lie, one folder a stack below it. */
  readonly composeDir?: string | undefined;
}

/**
 * A container's labels, sorted by key: the user's, and Compose's own. The hash is what replaces a container when, and
 * only when, Compose would; nothing here depends on where or by whom the command is run.
 */
export function containerLabels({ service, stack, image, joins, composeDir }: ContainerLabels): PlanValue {
  const own: Record<string, PlanValue> = {
    ...textValues(service.labels),
    [`${prefix}.config-hash`]: { $hash: { path: service.path, joins } },
    [`${prefix}.container-number`]: String(service.number ?? 1),
    [`${prefix}.depends_on`]: dependsOn(service, stack),
    [`${prefix}.image`]: { $imageLabel: { image, container: service.containerName } },
    [`${prefix}.oneoff`]: "False",
    [`${prefix}.project`]: stack.name,
    [`${prefix}.service`]: service.key,
    [`${prefix}.version`]: composeVersion,
  };
  if (composeDir !== undefined) {
    own[`${prefix}.project.config_files`] = `${composeDir}/${stack.name}/compose.yaml`;
    own[`${prefix}.project.working_dir`] = `${composeDir}/${stack.name}`;
  }
  return asList(own);
}

/** A network's or volume's labels: constant ones only, since a change of one would replace it, data and all. */
export function keyLabels(
  kind: "network" | "volume",
  key: string,
  stack: StackModel,
  user: Readonly<Record<string, string>>,
): PlanValue {
  return asList({ ...user, [`${prefix}.${kind}`]: key, [`${prefix}.project`]: stack.name });
}

/** `service:condition:restart`, of the own project's services; Compose writes them in no fixed order. What it implies restarts. */
function dependsOn(service: ServiceModel, stack: StackModel): string {
  return service.dependsOn
    .filter((one) => one.stack === stack.name)
    .map((one) => `${one.service}:${one.condition}:${one.restart === true || isImplied(one, service)}`)
    .join(",");
}

function asList(labels: Readonly<Record<string, PlanValue>>): PlanValue {
  return sortedBy(Object.entries(labels), ([label]) => label).map(([label, value]) => ({ label, value }));
}
