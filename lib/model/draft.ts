import { createHash } from "node:crypto";
import { type ConfigFile, type Service, Stack } from "../core/index.ts";
import { baselineOf, orderOf } from "./baseline.ts";
import { compact } from "./compact.ts";
import { renderContent } from "./content.ts";
import * as fields from "./fields.ts";
import { keyOf } from "./names.ts";
import { propsOf } from "./read.ts";
import type { ConfigModel, ServiceModel } from "./schema.ts";
import { type BuildSettings, buildService, type LoneService } from "./service.ts";
import { Usage } from "./usage.ts";

/** A service read by itself, with what that showed it to use; its networks take a look at all the others. */
export interface Draft {
  readonly service: Service;
  readonly usage: Usage;
  readonly model: LoneService;
  readonly configs: readonly DeliveredConfig[];
}

interface DeliveredConfig {
  readonly delivery: ServiceModel["configs"][number];
  readonly config: ConfigModel;
}

/**
 * The label that changes with the files a container is given, which Compose's own change detector leaves out. Secrets
 * count by name: the label stands in the rendered file, which is the same bytes on every machine, is written without the
 * store, and must not let anybody try values against a hash. A hash with a key, put in from `.env`, would be right only
 * as long as nobody changed a value there by hand, and that is what the file is for. So a rotated secret in a file
 * replaces a container by Pulumi, which compares the files themselves, and by Compose when it is told to
 * (docs/secrets.md).
 */
export const filesLabel = "homelab-stacks.files";

/** The label of each container whose value is the name of the homelab that it belongs to. */
export const homelabLabel = "homelab-stacks.homelab";

export function draft(service: Service, settings: BuildSettings): Draft {
  const usage = new Usage(service, settings.nameOf);
  // Files first: what they refer to belongs to the start order that the service's own model contains.
  const files = orderOf(baselineOf(service))(propsOf(service).configs ?? [], (file) => file.path);
  const configs = orderOf(baselineOf(service))(
    files.flatMap((file) => deliver(file, service, usage) ?? []),
    (one) => one.delivery.target,
  );
  const model = buildService(service, settings, usage);
  // What is left to Docker has what was written, and no label: it is the homelab's by its state alone.
  if (model.baseline === "docker") return { service, usage, model, configs };
  const own = { [homelabLabel]: settings.homelab.name, ...(configs.length > 0 && { [filesLabel]: hash(configs) }) };
  const labels = fields.sortedMap({ ...model.labels, ...own }, (text) => text);
  return { service, usage, model: { ...model, labels }, configs };
}

function deliver(file: ConfigFile, service: Service, usage: Usage): DeliveredConfig | undefined {
  const key = Stack.of(file) === Stack.of(service) ? keyOf(file) : file.path.replaceAll("/", "-");
  const props = propsOf(file);
  const { uid, gid } = props;
  const target = fields.absolutePath(service, "a config file's target", props.target);
  const mode = fields.mode(service, "a config file's mode", props.mode);
  const content = renderContent(file, usage);
  if (target === undefined || content === undefined) return undefined;
  return {
    config: { path: file.path, key, content },
    delivery: compact<ServiceModel["configs"][number]>({ config: key, target, mode, uid, gid }),
  };
}

function hash(configs: readonly DeliveredConfig[]): string {
  const files = configs.map(({ delivery, config }) => [
    delivery.target,
    delivery.mode ?? "0444",
    delivery.uid,
    delivery.gid,
    config.content,
  ]);
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 32);
}
