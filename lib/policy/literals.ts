import { type ModelText, type ServiceModel, type StackModel, testOf } from "../model/index.ts";
import { isCredential, secretMark, urlPassword } from "./credentials.ts";
import { isWithin, perModel, servicesOf } from "./walk.ts";

type LiteralInService = Omit<Literal, "path">;

/** A credential that stands written in a definition, at a place of a service. */
export interface Literal {
  /** The path of the service, the volume or the network. */
  readonly path: string;
  /** Where, without the value: `environment.DB_PASSWORD`. */
  readonly place: string;
  readonly value: string;
  /** What to do instead, where it cannot be made a secret. */
  readonly fix?: string;
}

/** The credentials written into what everybody can read: environment, labels, arguments, config files, options of drivers. */
export const literalsOf = perModel((model): readonly Literal[] => [
  ...servicesOf(model).flatMap(({ service, stack }) =>
    [...literalsIn(service, stack)].map((one) => ({ path: service.path, ...one })),
  ),
  ...model.stacks.flatMap(({ path: stack, volumes, networks }) =>
    [...volumes, ...networks]
      .filter(({ path }) => isWithin(path, stack))
      .flatMap(({ path, driverOpts }) => [...inOptions("driverOpts", driverOpts)].map((one) => ({ path, ...one }))),
  ),
]);

function* literalsIn(service: ServiceModel, stack: StackModel): Generator<LiteralInService> {
  for (const [name, text] of Object.entries(service.environment)) yield* named(`environment.${name}`, name, flat(text));
  for (const [name, value] of Object.entries(service.labels)) yield* named(`label ${name}`, name, flat(value));
  yield* inOptions("logging.options", service.logging?.options ?? {});
  for (const [place, list] of Object.entries({
    command: service.command,
    entrypoint: service.entrypoint,
    healthcheck: testOf(service.healthcheck),
  })) {
    yield* inArguments(place, (list ?? []).map(flat));
  }
  for (const { config, target } of service.configs) {
    const content = stack.configs.find((one) => one.key === config)?.content;
    const value = content === undefined ? undefined : urlPassword(flat(content));
    if (value !== undefined) yield { place: target, value };
  }
}

function* named(place: string, name: string, value: string): Generator<LiteralInService> {
  const password = urlPassword(value);
  if (password !== undefined) yield { place, value: password };
  else if (isCredential(name, value)) yield { place, value };
}

const within =
  "put a secret in its place: text`username=me,password=${secret}`; the driver is given it, and the engine shows it to whoever may ask that. Safer: mount the share on the host, whose `/etc/fstab` takes a file of credentials, and `bind` its folder";

/** Options of a driver, each of which may be a list: `addr=nas,username=me,password=x`. */
function* inOptions(place: string, options: Readonly<Record<string, ModelText>>): Generator<LiteralInService> {
  for (const [name, text] of Object.entries(options)) {
    const value = flat(text);
    for (const one of named(`${place}.${name}`, name, value)) yield { ...one, fix: within };
    for (const option of value.split(",")) {
      const [, key = "", inner = ""] = /^\s*([^=]+)=(.*)$/.exec(option) ?? [];
      if (isCredential(key, inner)) yield { place: `${place}.${name} (${key})`, value: inner, fix: within };
    }
  }
}

/** `--password x`, `--password=x` and `PGPASSWORD=x`, also inside of a shell's line; `$NAME` is expanded in the container. */
export function* inArguments(place: string, list: readonly string[]): Generator<LiteralInService> {
  const words = list.flatMap((word) => word.split(/\s+/));
  for (const [index, word] of words.entries()) {
    const [, flag = "", inline] = /^(?:--?)?([A-Za-z][A-Za-z0-9_.-]*)(?:=(.*))?$/.exec(word) ?? [];
    const value = unquoted(inline ?? (word.startsWith("-") ? (words[index + 1] ?? "") : ""));
    if (flag === "" || value.startsWith("-") || value.includes("$")) continue;
    if (isCredential(flag, value)) yield { place: `${place} (${flag})`, value };
  }
  const password = urlPassword(list.join(" "));
  if (password !== undefined && !password.includes("$")) yield { place, value: password };
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, "$2");
}

export function flat(text: ModelText): string {
  return typeof text === "string" ? text : text.map((part) => (typeof part === "string" ? part : secretMark)).join("");
}
