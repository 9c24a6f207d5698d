import { sortedBy } from "../model/index.ts";
import { type Comments, commentsOf } from "./comments.ts";
import { componentNote } from "./components.ts";
import { leftOut, type Reading } from "./compose.ts";
import { type Credential, credentialsOf } from "./credentials.ts";
import { type Data, dataOf, isAbsent, listOf, textOf } from "./data.ts";
import { Constant, Creation, defaultNetwork, type Fields } from "./expression.ts";
import { camelCase, isId, Names } from "./names.ts";
import type { Refusal } from "./refusal.ts";
import { serviceProps } from "./service.ts";
import { configFile, networkProps, type Text, volumeProps } from "./shared.ts";
import { constantsOf, type Secreted, Values } from "./values.ts";
import { variablesOf } from "./variables.ts";
import { withVolumes } from "./volumes-from.ts";

/** A Compose project as the constructs of a stack, and what of it is none. */
export interface ProjectCode {
  readonly name: string;
  readonly constants: readonly Constant[];
  /** In the order in which they can be created; what nothing refers to is left out when it is written. */
  readonly creations: readonly Creation[];
  /** The properties of those that cannot say all that they had. */
  readonly reduced: ReadonlyMap<Creation, Fields>;
  /** The secrets' values. They go to the store, and nowhere else. */
  readonly values: ReadonlyMap<Creation, string>;
  readonly refusals: readonly Refusal[];
  readonly comments: Comments;
  /** What stays outside, a line each. */
  readonly notes: readonly string[];
}

/** Turns a project into constructs. */
export function projectCode(reading: Reading): ProjectCode {
  const { name, resolved, contents } = reading;
  const services = dataOf(resolved["services"]);
  const sourced = variablesOf(resolved, reading.written);
  const credentials = credentialsOf(resolved, sourced, contents);
  const names = new Names([
    ...Object.keys(services),
    ...["volumes", "networks", "configs"].flatMap((one) => Object.keys(dataOf(resolved[one]))),
  ]);
  const files = secretFiles(resolved, contents, names);
  const secrets = credentials.map((one) => ({
    credential: one,
    secret: new Creation("Secret", idOf(one, name, names)),
  }));
  const constants = new Map(
    [...constantsOf(sourced, credentials)].map(([id, value]) => [id, new Constant(camelCase(id), value)]),
  );
  const values = new Values([...secrets, ...files.map(fileSecret)], sourced, constants);
  const text = (service: string) => (place: string, value: string) => values.of(service, place, value);
  const images = Object.values(services).map(dataOf);
  const around = {
    secrets: new Map(files.map(({ key, secret }) => [key, secret])),
    volumes: creations(
      resolved,
      "volumes",
      (key, data) =>
        new Creation(
          "Volume",
          volumeId(key),
          volumeProps(data, { project: name, key, services: images, text: text("") }),
        ),
    ),
    networks: creations(resolved, "networks", (key, data) => networkOf(key, data, name, text(""))),
    configs: creations(resolved, "configs", (key) =>
      configFile(key, contents.get(`configs.${key}`), images, text(`configs.${key}`)),
    ),
  };
  const awaited = awaitedBy(services);
  const made = new Map<string, Creation>();
  for (const key of inStartOrder(services)) {
    if (!isId(key)) continue;
    made.set(
      key,
      new Creation(
        "Service",
        key,
        serviceProps(complete(withVolumes(dataOf(services[key]), services), name, key, awaited), {
          ...around,
          services: made,
          service: key,
          text: text(key),
        }),
      ),
    );
  }
  const all = [
    ...secrets.map(({ secret }) => secret),
    ...around.secrets.values(),
    ...around.networks.values(),
    ...around.volumes.values(),
    ...around.configs.values(),
    ...made.values(),
  ];
  return {
    name,
    constants: [...constants.values()],
    creations: all.filter((one) => one !== defaultNetwork),
    values: new Map([
      ...secrets.map(({ credential, secret }) => [secret, credential.value] as const),
      ...files.map(({ secret, value }) => [secret, value] as const),
    ]),
    reduced: new Map(),
    comments: commentsOf(reading.sources, [
      ...credentials.map(({ value }) => value),
      ...files.map(({ value }) => value.trim()),
    ]),
    refusals: refusalsOf(resolved, contents),
    notes: notesOf(reading),
  };
}

interface SecretFile {
  readonly key: string;
  readonly secret: Creation;
  readonly value: string;
}

function secretFiles(resolved: Data, contents: ReadonlyMap<string, string>, names: Names): SecretFile[] {
  return Object.keys(dataOf(resolved["secrets"])).flatMap((key) => {
    const value = contents.get(`secrets.${key}`);
    return value === undefined || !isId(key) ? [] : [{ key, secret: new Creation("Secret", names.take(key)), value }];
  });
}

/** A value that is delivered as a file may stand in clear elsewhere. */
function fileSecret({ secret, value }: SecretFile): Secreted {
  const plain = value.trim();
  return {
    secret,
    credential: { names: [secret.id], value, places: new Set(), isTelling: plain.length >= 8 && plain === value },
  };
}

/** The project's name is a part of each secret's name already. */
function idOf({ names: [first = "secret", ...more], places }: Credential, project: string, names: Names): string {
  const bare = (id: string) => (id.startsWith(`${project}-`) ? id.slice(project.length + 1) : id);
  const [service = ""] = [...places].map((place) => place.split(" ")[0]?.replace("configs.", "") ?? "").sort();
  return names.take(
    bare(first),
    ...more.map(bare),
    `${service}-${bare(first)}`.toLowerCase().replace(/[^a-z0-9_-]/g, "-"),
  );
}

function creations(
  resolved: Data,
  kind: string,
  make: (key: string, data: Data) => Creation | undefined,
): Map<string, Creation> {
  const entries = sortedBy(Object.entries(dataOf(resolved[kind])), ([key]) => key);
  return new Map(
    entries.flatMap(([key, data]) => {
      const made = make(key, dataOf(data));
      return made ? [[key, made]] : [];
    }),
  );
}

function volumeId(key: string): string {
  return isId(key)
    ? key
    : key
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, "-")
        .replace(/^[-_]+/, "");
}

/** The default network is there by itself, unless something is said of it. */
function networkOf(key: string, data: Data, project: string, text: Text): Creation {
  const props = networkProps(data, project, key, text);
  if (key === "default" && Object.values(props).every((value) => value === undefined)) return defaultNetwork;
  return new Creation("Network", volumeId(key), props);
}

/** With what Compose calls the image that it builds, and with the image's own healthcheck where others wait for that. */
function complete(service: Data, project: string, key: string, awaited: ReadonlySet<string>): Data {
  return {
    ...service,
    image: service["image"] ?? `${project}-${key}`,
    ...(awaited.has(key) && isAbsent(service["healthcheck"]) && { healthcheck: "image" }),
  };
}

/** The services that others wait for to be healthy. */
function awaitedBy(services: Data): Set<string> {
  const waits = Object.values(services).flatMap((service) => Object.entries(dataOf(dataOf(service)["depends_on"])));
  return new Set(waits.flatMap(([name, wait]) => (dataOf(wait)["condition"] === "service_healthy" ? [name] : [])));
}

/** By name, but each after those that it refers to. */
function inStartOrder(services: Data): string[] {
  const order = new Set<string>();
  const visit = (key: string, path: readonly string[]) => {
    if (order.has(key) || path.includes(key) || !(key in services)) return;
    const service = dataOf(services[key]);
    const joined = ["network_mode", "ipc", "pid"].map((one) => /^service:(.*)$/.exec(textOf(service[one]) ?? "")?.[1]);
    const needed = [...Object.keys(dataOf(service["depends_on"])), ...joined.flatMap((one) => one ?? [])];
    for (const other of needed.sort()) visit(other, [...path, key]);
    order.add(key);
  };
  for (const key of Object.keys(services).sort()) visit(key, []);
  return [...order];
}

function refusalsOf(resolved: Data, contents: ReadonlyMap<string, string>): Refusal[] {
  const services = Object.entries(dataOf(resolved["services"]));
  const names = services
    .filter(([key]) => !isId(key))
    .map(
      ([service]): Refusal => ({
        service,
        key: "the service itself",
        reason: "its name is none that a construct can have",
        fix: "name it by lowercase letters, digits, `-` and `_`, or leave it in its Compose file",
      }),
    );
  const files = services.flatMap(([service, data]) =>
    ["secrets", "configs"].flatMap((kind) =>
      listOf(dataOf(data)[kind]).flatMap((grant): Refusal[] => {
        const key = textOf(dataOf(grant)["source"]) ?? "";
        if (contents.has(`${kind}.${key}`) && isId(key)) return [];
        const reason = isId(key) ? "its content cannot be read as text" : "its name is none that a construct can have";
        const fix = "name it by lowercase letters, digits, `-` and `_`, and have it hold text";
        return [{ service, key: `${kind}: ${key}`, reason, fix }];
      }),
    ),
  );
  return [...names, ...files];
}

function notesOf(reading: Reading): string[] {
  const built = Object.entries(dataOf(reading.resolved["services"])).filter(
    ([, service]) => dataOf(service)["build"] !== undefined,
  );
  const inspected = `${reading.name}: its files are gone; it is what its containers are, and is proved against that alone`;
  return [
    ...(reading.input.isInspected ? [inspected] : []),
    ...componentNote(reading.name, dataOf(reading.resolved["services"])),
    ...built.map(
      ([key]) =>
        `${reading.name}/${key}: \`build\` stays outside: the definition names the image, and who builds it is unchanged`,
    ),
    ...[...leftOut(reading)].map(
      ([profile, services]) =>
        `${reading.name}: left out: ${services.join(", ")}, which only the profile ${profile} brings in (\`--profile ${profile}\`)`,
    ),
  ];
}
