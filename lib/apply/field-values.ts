import { createHash } from "node:crypto";

/** How one value of a resource changes, both as texts; a secret's is `***`, and what is not there is absent. */
export interface FieldChange {
  /** The input, by its name in the provider. */
  readonly field: string;
  /** The part of it: a variable, a label, a file. */
  readonly part?: string;
  readonly old?: string;
  readonly new?: string;
}

type Inputs = Readonly<Record<string, unknown>> | null | undefined;

/** Each value that differs between two sets of inputs, of the fields that are named. What is in a file is not shown. */
export function fieldChanges(fields: readonly string[], old: Inputs, wanted: Inputs): FieldChange[] {
  return fields.flatMap((field) => {
    const [was, is] = [partsOf(field, old?.[field]), partsOf(field, wanted?.[field])];
    const parts = [...new Set([...was.keys(), ...is.keys()])].filter((part) => !isOwnLabel(part)).sort();
    return parts.flatMap((part): FieldChange[] => {
      const [before, after] = [was.get(part), is.get(part)];
      // Of two secrets nobody here can see whether they are the same.
      if (before === after && before !== masked) return [];
      return [
        {
          field,
          ...(part !== "" && { part }),
          ...(before !== undefined && { old: before }),
          ...(after !== undefined && { new: after }),
        },
      ];
    });
  });
}

/** What is shown of a secret. */
export const masked = "***";

/** Pulumi's marks of a secret and of a value that is known later (sdk/go/common/resource, `sig` and `plugin.UnknownStringValue`). */
const [secretMark, unknown] = ["4dabf18193072939515e22adb298388d", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"];

/** The values of a field by their names, as texts; a field that is one value has the empty name. */
function partsOf(field: string, value: unknown): Map<string, string> {
  if (value === undefined || value === null) return new Map();
  if (!Array.isArray(value) || field === "command" || field === "entrypoints")
    return new Map([["", textOf(field, value)]]);
  return new Map(value.map((item: unknown) => partOf(field, item)));
}

function partOf(field: string, item: unknown): [name: string, text: string] {
  if (isSecret(item)) return ["", masked];
  if (field === "envs" && typeof item === "string") {
    const end = item.indexOf("=");
    return [item.slice(0, end), JSON.stringify(item.slice(end + 1))];
  }
  const { label, value, file, ...rest } = (typeof item === "object" ? item : {}) as Readonly<Record<string, unknown>>;
  if (field === "labels") return [String(label), textOf(field, value)];
  if (field === "uploads") return [String(file), fingerprint(rest["content"])];
  const text = spelt(field, item as Entry) ?? textOf(field, item);
  return [field === "networksAdvanced" ? ((item as Entry)["name"] ?? text) : text, text];
}

type Entry = Readonly<Record<string, string>>;

/** An entry of a list of the provider's in Compose's short form; nothing for what has none. */
function spelt(field: string, item: Entry): string | undefined {
  if (JSON.stringify(item).includes(unknown) || JSON.stringify(item).includes(secretMark)) return undefined;
  switch (field) {
    case "ports": {
      const address = item["ip"]?.includes(":") ? `[${item["ip"]}]` : item["ip"];
      const host = [address || [], item["external"] ?? []].flat().join(":");
      return `${host}:${item["internal"]}/${item["protocol"] ?? "tcp"}`;
    }
    case "volumes":
      return `${item["volumeName"] ?? item["hostPath"]}:${item["containerPath"]}${item["readOnly"] ? ":ro" : ""}`;
    case "mounts":
      return `${item["source"] ?? item["type"]}:${item["target"]}${item["readOnly"] ? ":ro" : ""}`;
    case "devices":
      return `${item["hostPath"]}:${item["containerPath"]}:${item["permissions"]}`;
    case "hosts":
      return `${item["host"]}=${item["ip"]}`;
    case "ulimits":
      return `${item["name"]}=${item["soft"]}:${item["hard"]}`;
    case "networksAdvanced": {
      const addresses = [item["ipv4Address"] ?? [], item["ipv6Address"] ?? []].flat();
      return ["as", [item["aliases"] ?? []].flat().join(", "), ...addresses.map((one) => `at ${one}`)].join(" ");
    }
    default:
      return undefined;
  }
}

/** What is in a file may be long: that it is another is enough. */
function fingerprint(content: unknown): string {
  if (isSecret(content)) return masked;
  return `content ${createHash("sha256").update(String(content)).digest("hex").slice(0, 8)}`;
}

/** What the labels of Compose's and of this project stand for is shown as the field that it is. */
function isOwnLabel(part: string): boolean {
  return /^(com\.docker\.compose|homelab-stacks)\./.test(part);
}

function textOf(field: string, value: unknown): string {
  if (isSecret(value)) return masked;
  if (value === unknown) return "(known later)";
  if (/^memory|^shmSize/.test(field)) return `${value}m`;
  if (/^(stopTimeout|destroyGraceSeconds|waitTimeout)$/.test(field)) return `${value}s`;
  return JSON.stringify(value, (name, item) => {
    if (name.startsWith("__")) return undefined;
    return isSecret(item) ? masked : item === unknown ? "(known later)" : item;
  });
}

function isSecret(value: unknown): boolean {
  return value === "[secret]" || (typeof value === "object" && value !== null && secretMark in value);
}
