import { isDeepStrictEqual } from "node:util";
import { sortedBy } from "../model/index.ts";
import { type Data, dataOf, isAbsent, type Json, listOf } from "./data.ts";

/** A document of Compose's with the hash of each service. */
export interface Proof {
  readonly document: Data;
  readonly hashes: ReadonlyMap<string, string>;
}

/** What is not the same before and after. */
export interface Difference {
  /** `immich/database`; of a network or volume, `immich network proxy`. */
  readonly path: string;
  /** As the Compose file names it. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
  readonly consequence: string;
}

type Change = [key: string, before: string, after: string];

/** Keys that tell Compose what to do, and the container nothing: no hash has them. */
const besides = new Set(["build", "profiles", "pull_policy", "scale", "develop", "attach", "env_file", "label_file"]);

/** All that two documents may differ in and still be equal. */
export const normalisations = {
  "key-of-compose": "a key that tells Compose what to do, and the container nothing",
  "nothing-said": "an empty list, map or value is as none",
  "resource-unused": "a network or volume that no service uses is not created",
} as const;

export type Normalisation = keyof typeof normalisations;

/** Those that the comparison of a project relies on, by name. */
export function usedNormalisations(before: Proof, after: Proof): Normalisation[] {
  const used = new Set<Normalisation>();
  for (const kind of ["services", "networks", "volumes"]) {
    const [old, fresh] = [before, after].map(({ document }) => dataOf(document[kind]));
    for (const [name, value] of Object.entries(old ?? {})) {
      if (fresh === undefined || !(name in fresh)) {
        if (kind !== "services") used.add("resource-unused");
        continue;
      }
      const [from, to] = [dataOf(value), dataOf(fresh[name])];
      for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
        const [one, other] = [from[key], to[key]];
        if (isDeepStrictEqual(one, other)) continue;
        if (kind === "services" && besides.has(key)) used.add("key-of-compose");
        else if (isEmpty(one) && isEmpty(other)) used.add("nothing-said");
      }
    }
  }
  return [...used].sort();
}

const recreated = "the container is recreated";

/**
 * Compares a project with what was rendered of it, both as Compose resolves them.
 * @param shown a value as it may be shown: without secrets
 */
export function differences(
  project: string,
  before: Proof,
  after: Proof,
  shown: (value: string) => string,
): Difference[] {
  const services = dataOf(before.document["services"]);
  const rendered = dataOf(after.document["services"]);
  const ofServices = sortedBy(Object.keys(services), (name) => name).flatMap((name) => {
    const path = `${project}/${name}`;
    if (!(name in rendered)) return [{ path, key: "", before: "", after: "", consequence: "it stays outside" }];
    const changed = changesOf(name, before, after);
    const isSame = !isRestarted(name, before, after);
    if (!isSame && changed.length === 0) {
      return [{ path, key: "config-hash", before: "", after: "", consequence: recreated }];
    }
    const consequence = (key: string) => {
      if (isSame) return "another start order";
      const isElsewhere = key === "volumes" && mountsOf(services[name]) !== mountsOf(rendered[name]);
      return isElsewhere ? `${recreated}, with other data` : recreated;
    };
    return changed.map(([key, from, to]) => ({
      path,
      ...{ key, before: shown(from), after: shown(to), consequence: consequence(key) },
    }));
  });
  return [
    ...ofServices,
    ...shared("network", before, after, project, shown),
    ...shared("volume", before, after, project, shown),
  ];
}

/** What lies where in a service, whatever the options. */
function mountsOf(service: Json | undefined): string {
  const all = listOf(dataOf(service)["volumes"]).map(dataOf);
  const places = all.map(({ type, source, target }) => JSON.stringify([type, source, target]));
  return places.sort().join("\n");
}

/** The services whose containers will be recreated. */
export function restarted(before: Proof, after: Proof): string[] {
  const rendered = dataOf(after.document["services"]);
  const names = Object.keys(dataOf(before.document["services"])).filter((name) => name in rendered);
  return names.filter((name) => isRestarted(name, before, after)).sort();
}

/** By the hash, and by what is hashed: read again, a document may lose what tells two values apart. */
function isRestarted(name: string, before: Proof, after: Proof): boolean {
  const isHashed = ([key]: Change) => key.split(".")[0] !== "depends_on";
  return before.hashes.get(name) !== after.hashes.get(name) || changesOf(name, before, after).some(isHashed);
}

function changesOf(name: string, before: Proof, after: Proof): Change[] {
  const [old, fresh] = [before, after].map(({ document }) => withoutOne(dataOf(dataOf(document["services"])[name])));
  if (old === undefined || fresh === undefined) return [];
  const found = changedKeys(old, fresh, besides, isEmpty);
  if (found.length > 0 || before.hashes.get(name) === after.hashes.get(name)) return found;
  // A hash tells what says nothing from what is not there.
  return changedKeys(old, fresh, besides, isAbsent);
}

/** One container is what there is without a number, and no hash has that. */
function withoutOne(service: Data): Data {
  const { replicas, ...deploy } = dataOf(service["deploy"]);
  return replicas === 1 ? { ...service, deploy } : service;
}

function shared(
  kind: "network" | "volume",
  before: Proof,
  after: Proof,
  project: string,
  shown: (value: string) => string,
): Difference[] {
  const [old, fresh] = [before, after].map(({ document }) => dataOf(document[`${kind}s`]));
  const consequence =
    kind === "network" ? "the network is recreated, and its containers with it" : "it stays as it was made";
  return Object.keys(old ?? {}).flatMap((name) => {
    const [from, to] = [dataOf(old?.[name]), dataOf(fresh?.[name])];
    if (fresh === undefined || !(name in fresh)) return [];
    return changedKeys(from, to, new Set(), isEmpty).map(([key, one, other]) => ({
      path: `${project} ${kind} ${name}`,
      ...{ key, before: shown(one), after: shown(other), consequence },
    }));
  });
}

function changedKeys(
  before: Data,
  after: Data,
  except: ReadonlySet<string>,
  isNothing: (value: Json | undefined) => boolean,
): Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !except.has(key));
  return keys.sort().flatMap((key): Change[] => {
    const [one, other] = [before[key], after[key]];
    if (isNothing(one) && isNothing(other)) return [];
    return isDeepStrictEqual(one, other) ? [] : parts(key, one, other);
  });
}

/** Of maps and lists only the entries that differ. */
function parts(key: string, before: Json | undefined, after: Json | undefined): Change[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const lacks = (list: readonly Json[], item: Json) => !list.some((one) => isDeepStrictEqual(one, item));
    const gone = listOf(before).filter((item) => lacks(after, item));
    const come = listOf(after).filter((item) => lacks(before, item));
    return [
      [
        key,
        written(gone.length + come.length === 0 ? before : gone),
        written(gone.length + come.length === 0 ? after : come),
      ],
    ];
  }
  const maps = [before, after].map(dataOf);
  if (isEmpty(before) || isEmpty(after) || maps.some((one) => Object.keys(one).length === 0))
    return [[key, written(before), written(after)]];
  const [old = {}, fresh = {}] = maps;
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
  return names
    .filter((name) => !isDeepStrictEqual(old[name], fresh[name]))
    .map((name) => [`${key}.${name}`, written(old[name]), written(fresh[name])]);
}

function written(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isEmpty(value: Json | undefined): boolean {
  return isAbsent(value) || (typeof value === "object" && Object.keys(value ?? {}).length === 0);
}
