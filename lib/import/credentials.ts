import { knownImage } from "../images/index.ts";
import { compare, parseImage, percentEncode, sortedBy } from "../model/index.ts";
import { isCredential, isWellKnown, urlPassword } from "../policy/credentials.ts";
import { inArguments } from "../policy/literals.ts";
import { type Data, dataOf, textOf } from "./data.ts";
import { kebabCase } from "./names.ts";
import { textsOf } from "./places.ts";
import type { Sourced } from "./variables.ts";

/** A credential that a project's files have in clear. */
export interface Credential {
  /** What a construct for it may be called, the best first. */
  readonly names: readonly string[];
  readonly value: string;
  /** `<service> <place>` of each place that was found to be one. */
  readonly places: ReadonlySet<string>;
  /** Whether the value cannot be there by chance: then it is one wherever it stands. */
  readonly isTelling: boolean;
}

interface Find {
  readonly service: string;
  readonly place: string;
  readonly value: string;
  /** The variable or key that has it. */
  readonly name: string;
  /** The lower, the better the name. */
  readonly rank: number;
}

export function isTelling(value: string): boolean {
  return value.length >= 8 && !isWellKnown(value);
}

/** All credentials of a resolved project, each value once, sorted by their names. */
export function credentialsOf(
  resolved: Data,
  variables: readonly Sourced[],
  contents: ReadonlyMap<string, string> = new Map(),
): Credential[] {
  const finds = [
    ...variables.flatMap(fromVariables),
    ...Object.entries(dataOf(resolved["services"])).flatMap(([name, service]) => inService(name, dataOf(service))),
    ...Object.entries(dataOf(resolved["volumes"])).flatMap(([name, volume]) => inOptions(name, name, dataOf(volume))),
    ...Object.entries(dataOf(resolved["networks"])).flatMap(([name, network]) =>
      inOptions(`network ${name}`, name, dataOf(network)),
    ),
    ...[...contents].flatMap(([key, content]) => (key.startsWith("configs.") ? inContent(key, content) : [])),
  ];
  const byValue = new Map<string, Find[]>();
  for (const find of finds) byValue.set(find.value, [...(byValue.get(find.value) ?? []), find]);
  const found = [...byValue].map(([value, all]): Credential => {
    const sorted = [...all].sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || compare(a.name, b.name));
    return {
      names: [...new Set(sorted.map(({ name }) => kebabCase(name)))],
      value,
      places: new Set(all.map(({ service, place }) => `${service} ${place}`)),
      isTelling: isTelling(value),
    };
  });
  return sortedBy(found, ({ names, places }) => [names[0], ...[...places].sort()].join(" "));
}

function fromVariables({ service, place, parts }: Sourced): Find[] {
  return parts.flatMap(({ text, variable }) =>
    variable !== undefined && isCredential(variable, text)
      ? [{ service, place, value: text, name: variable, rank: 0 }]
      : [],
  );
}

function inService(service: string, data: Data): Find[] {
  const image = textOf(data["image"]) ?? "";
  const texts = textsOf(data);
  const named = [...texts].flatMap(([place, value]): Find[] => {
    const [, kind, name = ""] = /^(environment|labels|logging\.options)\.(.*)$/s.exec(place) ?? [];
    if (kind === undefined) return [];
    const password = passwordIn(value);
    if (password !== undefined) return [{ service, place, value: password, name: `${name} password`, rank: 3 }];
    const isOne = isCredential(name, value) || (kind === "environment" && isKnown(image, name, value));
    return isOne ? [{ service, place, value, name, rank: 1 }] : [];
  });
  return [...named, ...["command", "entrypoint", "healthcheck.test"].flatMap((key) => inWords(service, key, texts))];
}

/** The options of its driver, each of which may be a list: `username=me,password=x`. */
/** In the options of a driver, of a volume or a network. */
function inOptions(at: string, owner: string, data: Data): Find[] {
  return Object.entries(dataOf(data["driver_opts"])).flatMap(([name, text]) => {
    const place = `${at}.${name}`;
    const whole = textOf(text) ?? "";
    if (isCredential(name, whole)) return [{ service: "", place, value: whole, name: `${owner} ${name}`, rank: 2 }];
    return whole.split(",").flatMap((option): Find[] => {
      const [, key = "", value = ""] = /^\s*([^=]+)=(.*)$/.exec(option) ?? [];
      if (!isCredential(key, value)) return [];
      return [{ service: "", place, value, name: `${owner} ${key}`, rank: 2 }];
    });
  });
}

function inWords(service: string, key: string, texts: ReadonlyMap<string, string>): Find[] {
  const words = [...texts].filter(([place]) => place.startsWith(`${key}.`));
  const list = words.map(([, word]) => word);
  return [...inArguments(key, list)].flatMap(({ place, value }) => {
    const name = /\((?:-*)(.*)\)$/.exec(place)?.[1] ?? `${service} password`;
    const at = words.filter(([, word]) => word.includes(value));
    return at.map(([where]) => ({ service, place: where, value, name, rank: 2 }));
  });
}

/** In a config file: the passwords of its URLs, and what is assigned to a name of a credential. */
function inContent(config: string, content: string): Find[] {
  const find = (name: string, value: string): Find => ({ service: config, place: "content", value, name, rank: 3 });
  const name = `${config.replace("configs.", "")} password`;
  const urls = [...content.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s"'`]+/gi)].flatMap(([url]) => passwordIn(url) ?? []);
  const assigned = [...content.matchAll(/^\W*([\w.-]+)["']?\s*[:=]\s*(["']?)([^\s"']+)\2[,;]?\s*$/gm)];
  return [
    ...urls.map((value) => find(name, value)),
    ...assigned.flatMap(([, key = "", , value = ""]) => (isCredential(key, value) ? [find(key, value)] : [])),
  ];
}

/** A variable that the image is known to read from a file as well, or once only, and whose name speaks of a password or a key. */
function isKnown(image: string, name: string, value: string): boolean {
  const parsed = parseImage(image);
  if (parsed === undefined || value === "" || name.endsWith("_FILE")) return false;
  const { files, firstStart } = knownImage(`${parsed.registry}/${parsed.repository}`, parsed.tag);
  return firstStart?.variable.test(name) === true || (files?.[0].test(name) === true && /PASS|SECRET|TOKEN/.test(name));
}

/** The password in a URL, as it is before it is put there. */
function passwordIn(value: string): string | undefined {
  const password = urlPassword(value);
  if (password === undefined) return undefined;
  try {
    const decoded = decodeURIComponent(password);
    return percentEncode(decoded) === password ? decoded : password;
  } catch {
    return password;
  }
}
