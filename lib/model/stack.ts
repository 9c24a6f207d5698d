import { defaultId, Element, type Secret, Service, Stack, type Volume } from "../core/index.ts";
import { compact } from "./compact.ts";
import type { Draft } from "./draft.ts";
import * as fields from "./fields.ts";
import { formatImage, parseImage } from "./image.ts";
import { type PlaceOf, volumeKey } from "./mount.ts";
import { sortedBy } from "./names.ts";
import { joinsOf, networksOf, type SharedNetwork } from "./networks.ts";
import type { Places } from "./places.ts";
import { propsOf } from "./read.ts";
import type { ConfigModel, SecretModel, StackModel, VolumeModel } from "./schema.ts";
import { type NameOf, secretKey } from "./usage.ts";

/** Puts a stack's services together, with the networks, volumes, configs and secrets that they were found to use. */
export function buildStack(
  stack: Stack,
  drafts: readonly Draft[],
  shared: SharedNetwork,
  { placeOf, nameOf, applied }: Places,
): StackModel {
  refuseEqualKeys(stack, drafts);
  const services = drafts.map((one) => ({
    ...one.model,
    configs: one.configs.map((config) => config.delivery),
    networks: joinsOf(one.service, shared),
  }));
  return {
    path: stack.path,
    name: stack.node.id,
    services: sortedBy(services, (service) => service.key),
    networks: networksOf(
      stack,
      drafts.map((one) => one.usage),
      shared,
    ),
    volumes: volumesOf(stack, drafts, placeOf, applied?.images),
    configs: configsOf(drafts),
    secrets: secretsOf(stack, drafts, nameOf),
    acknowledgements: acknowledgements(stack),
  };
}

/** The stack's own, and those of volumes, networks, files and components: all that stand on no service. */
function acknowledgements(stack: Stack): StackModel["acknowledgements"] {
  const below = stack.node.findAll().flatMap((one) => {
    const carried = one instanceof Service || one.node.tryFindChild(defaultId) instanceof Service;
    if (one === stack || carried || !(one instanceof Element)) return [];
    return one.acknowledgements.map(({ code, reason }) => ({ code, reason, path: one.path }));
  });
  const own = stack.acknowledgements.map(({ code, reason }) => ({ code, reason }));
  return [...own, ...sortedBy(below, (one) => `${one.path} ${one.code}`)];
}

/** Two paths can come to one name: `a/b` and `a-b`. */
function refuseEqualKeys(stack: Stack, drafts: readonly Draft[]): void {
  const first = new Map<string, Service>();
  for (const { service, model } of drafts) {
    const other = first.get(model.key);
    if (other) {
      service.report({
        code: "HL001",
        message: `the service name "${model.key}" is taken in the stack "${stack.path}" by "${other.path}"`,
        fix: "give one of the two another id",
      });
    }
    first.set(model.key, service);
  }
}

/** The volumes that the stack's services mount, whether they lie in the engine or in a folder of the host. */
function volumesOf(
  stack: Stack,
  drafts: readonly Draft[],
  placeOf: PlaceOf,
  images: ReadonlyMap<string, string> = new Map(),
): VolumeModel[] {
  // What a volume's options refer to is used by whoever mounts it.
  const mounting = new Map(
    drafts.toReversed().flatMap(({ service, usage }) => [...mountedBy([service])].map((one) => [one, usage] as const)),
  );
  const models = [...mounting].map(([volume, usage]) =>
    compact<VolumeModel>({
      path: volume.path,
      key: volumeKey(volume, stack),
      class: propsOf(volume).class ?? "data",
      name: placeOf(volume).name,
      // One that was moved keeps the name it had, whatever it is given.
      named: placeOf(volume).name === propsOf(volume).name || undefined,
      bind: placeOf(volume).bind,
      external: propsOf(volume).external !== undefined || Stack.of(volume) !== stack,
      formerImage: images.get(volume.path),
      driver: propsOf(volume).driver,
      driverOpts: usage.resolveMap("driverOpts", propsOf(volume).driverOpts),
      labels: fields.sortedMap(propsOf(volume).labels, String),
    }),
  );
  return sortedBy(models, (volume) => volume.key);
}

/** The volumes that some of these services mount. */
export function mountedBy(services: readonly Service[]): Set<Volume> {
  const mounts = services.flatMap((service) => propsOf(service).volumes ?? []);
  return new Set(mounts.flatMap((mount) => ("volume" in mount ? [mount.volume] : [])));
}

/** The image that each volume's data is of: of those that write to it and are to be on record, where they are one. */
export function imagesOf(services: readonly Service[], isRecorded: (image: string) => boolean): Map<Volume, string> {
  const images = new Map<Volume, Set<string>>();
  for (const service of services) {
    const { image, volumes = [] } = propsOf(service);
    const parsed = typeof image === "string" ? parseImage(image) : undefined;
    if (parsed === undefined || !isRecorded(formatImage(parsed))) continue;
    for (const mount of volumes) {
      if (!("volume" in mount) || mount.readOnly === true) continue;
      images.set(mount.volume, (images.get(mount.volume) ?? new Set()).add(formatImage(parsed)));
    }
  }
  return new Map([...images].flatMap(([volume, [first, other]]) => (first && !other ? [[volume, first]] : [])));
}

/** Reports the volumes that no service mounts, and those that only other stacks mount: their own makes what it mounts. */
export function checkMounted(volumes: readonly Volume[], services: readonly Service[]): void {
  const stacks = new Map<Volume, Set<Stack>>();
  for (const service of services) {
    for (const volume of mountedBy([service])) {
      stacks.set(volume, (stacks.get(volume) ?? new Set()).add(Stack.of(service)));
    }
  }
  for (const volume of volumes) {
    const mounting = stacks.get(volume);
    const stack = Stack.of(volume);
    if (mounting === undefined) {
      volume.report({
        code: "HL023",
        level: "warning",
        message: "the volume is mounted by no service",
        fix: "mount it in a service's `volumes`, or remove it",
      });
    } else if (!mounting.has(stack) && propsOf(volume).external === undefined) {
      volume.report({
        code: "HL051",
        message: `the volume belongs to the stack "${stack.path}", and only services of other stacks mount it: nothing would make it`,
        fix: "create it in the stack whose service mounts it",
      });
    }
  }
}

/** One entry a file: that several services share it does not change it. */
function configsOf(drafts: readonly Draft[]): ConfigModel[] {
  const byKey = new Map(drafts.flatMap((one) => one.configs.map(({ config }) => [config.key, config] as const)));
  return sortedBy(byKey.values(), (config) => config.key);
}

function secretsOf(stack: Stack, drafts: readonly Draft[], nameOf: NameOf): SecretModel[] {
  const consumers = new Map<Secret, Pick<SecretModel, "file" | "renewals"> & { readonly services: Set<string> }>();
  for (const { service, usage } of drafts) {
    const files = [...usage.secretFiles.values()];
    for (const secret of usage.secrets) {
      const entry = consumers.get(secret) ?? { services: new Set<string>(), file: false, renewals: [] };
      entry.services.add(service.path);
      for (const { options } of files.filter((file) => file.secret === secret)) {
        entry.file = true;
        const { renewal } = options;
        if (renewal) entry.renewals.push({ ...renewal, service: service.path, command: [...renewal.command] });
      }
      consumers.set(secret, entry);
    }
  }
  const models = [...consumers].map(
    ([secret, { services, file, renewals }]): SecretModel => ({
      path: secret.path,
      key: secretKey(secret, stack),
      name: nameOf(secret),
      source: { ...secret.source },
      consumers: [...services].sort(),
      file,
      renewals: sortedBy(renewals, (one) => one.service),
    }),
  );
  return sortedBy(models, (secret) => secret.key);
}
