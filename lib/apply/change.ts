import { isDeepStrictEqual } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type FieldChange, fieldChanges } from "./field-values.ts";

/** What happens to one resource. */
export interface Change {
  /** `adopt`: it is on the host and stays as it is; Pulumi's state is to know it from then on. */
  readonly action: "create" | "update" | "replace" | "delete" | "adopt";
  readonly kind: "container" | "network" | "volume" | "image";
  /** The name on the engine. */
  readonly name: string;
  /** The inputs that differ, by their names in the provider: `envs`, `image`. Sorted; empty for what is new or goes. */
  readonly fields: readonly string[];
  /** How the values of these differ in the definition; none for what is new or goes. */
  readonly values: readonly FieldChange[];
  /** The resource's name in Pulumi's state. */
  readonly urn: string;
}

const kinds: Readonly<Record<string, Change["kind"]>> = {
  "docker:index/container:Container": "container",
  "docker:index/network:Network": "network",
  "docker:index/volume:Volume": "volume",
  "docker:index/remoteImage:RemoteImage": "image",
};

const actions: Readonly<Record<string, Change["action"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
};

/** The change that an event of Pulumi's engine announces; nothing for what stays, and for groups. */
export function changeOf({ resourcePreEvent: event }: EngineEvent): Change | undefined {
  if (event === undefined) return undefined;
  const { op, type, urn, detailedDiff, diffs, old, new: wanted } = event.metadata;
  const [action, kind] = [actions[op], kinds[type]];
  if (action === undefined || kind === undefined) return undefined;
  // The engine writes null where there is nothing to tell.
  const paths = [...Object.keys(detailedDiff ?? {}), ...(diffs ?? []), ...notInBoth(old?.inputs, wanted?.inputs)];
  const all = [...new Set(paths.map((path) => path.split(/[.[]/)[0] ?? path))];
  const labels = all.includes("labels") ? labelled(old?.inputs, wanted?.inputs) : [];
  const others = [...all.filter((field) => field !== "labels"), ...(labels.includes("labels") ? ["labels"] : [])];
  const meant = labels.filter((field) => field !== hashField);
  const fields = [others, meant, labels].find((some) => some.length > 0)?.sort() ?? [];
  // What replaces a network by its trigger has no field for Pulumi: it stands in the inputs, but for the labels.
  if (fields.length === 0 && kind === "network" && action === "replace") {
    fields.push(...differing(old?.inputs, wanted?.inputs).sort());
    all.push("labels");
  }
  if (fields.length === 0 && all.length > 0) fields.push("labels");
  const values = action === "update" || action === "replace" ? fieldChanges(fields, old?.inputs, wanted?.inputs) : [];
  return { action, kind, name: nameOf(urn), urn, fields, values };
}

/** The field that stands for Compose's hash where it alone differs: for something that the provider is not told to see. */
export const hashField = "config-hash";

/** What a label of Compose's says in place of a field; it may also follow from another that differs. */
const saidByLabels: Readonly<Record<string, string>> = {
  "com.docker.compose.depends_on": "dependsOn",
  "com.docker.compose.image": "image",
  "com.docker.compose.config-hash": hashField,
};

/** What the labels that differ stand for; those of the project's own that stand for no field are left out. */
function labelled(old: Inputs, wanted: Inputs): string[] {
  const [was, is] = [labelsOf(old), labelsOf(wanted)];
  const differ = [...new Set([...was.keys(), ...is.keys()])].filter((label) => was.get(label) !== is.get(label));
  const said = differ.map(String).flatMap((label) => {
    if (/^(com\.docker\.compose|homelab-stacks)\./.test(label)) return saidByLabels[label] ?? [];
    return "labels";
  });
  return [...new Set(said)];
}

function labelsOf(inputs: Inputs): Map<unknown, unknown> {
  const list = inputs?.["labels"];
  const labels = (Array.isArray(list) ? list : []) as readonly { readonly label?: unknown; readonly value?: unknown }[];
  return new Map(labels.map(({ label, value }) => [label, value]));
}

/** The inputs that only one of two states has: the provider sees no change where one is taken out. */
function notInBoth(old: Inputs, wanted: Inputs): string[] {
  if (old == null || wanted == null) return [];
  const names = [...Object.keys(old), ...Object.keys(wanted)].filter((name) => !name.startsWith("__"));
  return names.filter((name) => !(name in old) || !(name in wanted));
}

/** The inputs that have another value, whatever the provider has noted beside it. */
function differing(old: Inputs, wanted: Inputs): string[] {
  const plain = (value: unknown): unknown =>
    value === undefined
      ? undefined
      : JSON.parse(JSON.stringify(value, (key, item) => (key.startsWith("__") ? undefined : item)));
  return Object.keys(wanted ?? {})
    .filter((name) => !name.startsWith("__"))
    .filter((name) => !isDeepStrictEqual(plain(old?.[name]), plain(wanted?.[name])));
}

type Inputs = Readonly<Record<string, unknown>> | null | undefined;

/** That something of a URN is taken over. */
export function adoptionOf(urn: string): Change {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { action: "adopt", kind: kinds[type] ?? "container", name: nameOf(urn), fields: [], values: [], urn };
}

/** The URN of the resource that an event says is done; of a replacement, its last step counts. */
export function madeBy({ resOutputsEvent: event }: EngineEvent): string | undefined {
  const last = ["create", "update", "delete", "create-replacement"];
  return event !== undefined && last.includes(event.metadata.op) ? event.metadata.urn : undefined;
}

/** The engine's name, from `urn:pulumi:<stack>::<project>::<types>::<homelab>/<name>`. */
export function nameOf(urn: string): string {
  const name = urn.split("::").slice(3).join("::");
  return name.slice(name.indexOf("/") + 1);
}
