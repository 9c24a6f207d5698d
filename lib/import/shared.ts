import { knownImage } from "../images/index.ts";
import { parseImage } from "../model/index.ts";
import { type Data, dataOf, type Json, listOf, textOf } from "./data.ts";
import { Creation, type Expr, type Fields } from "./expression.ts";
import { isId } from "./names.ts";
import { exprOf } from "./plain.ts";
import { grantKey, ownership } from "./texts.ts";

// What the services of a project share: networks, volumes, config files.

export type Text = (place: string, text: string) => Expr;

export function networkProps(network: Data, project: string, key: string, text: Text): Fields {
  const { name, external, ipam, driver_opts: options, ...rest } = network;
  if (external === true) return { external: textOf(name) ?? key };
  const { config, driver, ...more } = dataOf(ipam);
  return {
    name: ownName(name, project, key),
    ...(exprOf(withoutFalse(rest)) as Fields),
    driverOpts: optionsOf(options, (option) => `network ${key}.${option}`, text),
    ipam: config === undefined ? undefined : exprOf(config),
    ipamDriver: textOf(driver),
    ...(exprOf(more) as Fields),
  };
}

interface VolumeContext {
  readonly project: string;
  readonly key: string;
  readonly services: readonly Data[];
  readonly text: Text;
}

export function volumeProps(volume: Data, { project, key, services, text }: VolumeContext): Fields {
  const { name, external, driver_opts: options, ...rest } = volume;
  const common = { class: classOf(key, services) };
  if (external === true) return { ...common, external: textOf(name) ?? key };
  return {
    ...common,
    name: ownName(name, project, key),
    ...(exprOf(withoutFalse(rest)) as Fields),
    driverOpts: optionsOf(options, (option) => `${key}.${option}`, text),
  };
}

/** Options of a driver, which may hold secrets. */
function optionsOf(options: Json | undefined, place: (option: string) => string, text: Text): Fields | undefined {
  const written = Object.entries(dataOf(options)).map(([option, value]) => [
    option,
    text(place(option), String(value)),
  ]);
  return written.length === 0 ? undefined : Object.fromEntries(written);
}

/** A config as a file that the definition writes; nothing where it cannot be read. */
export function configFile(
  key: string,
  content: string | undefined,
  services: readonly Data[],
  text: Text,
): Creation | undefined {
  const grant = services
    .flatMap((service) => listOf(service["configs"]).map(dataOf))
    .find((one) => grantKey(one) === key);
  if (content === undefined || grant === undefined || !isId(key)) return undefined;
  const target = textOf(grant["target"]) ?? `/${key}`;
  return new Creation("ConfigFile", key, {
    target: target.startsWith("/") ? target : `/${target}`,
    content: { text: text("content", content) },
    ...ownership(grant),
  });
}

/** The name on the engine, where Compose would not give it by itself. */
function ownName(name: Data[string], project: string, key: string): string | undefined {
  return name === `${project}_${key}` && isId(key) ? undefined : textOf(name);
}

/** Of a flag that is false Compose says nothing, but for one that it hashes. */
function withoutFalse(data: Data): Data {
  return Object.fromEntries(Object.entries(data).filter(([key, value]) => value !== false || key === "enable_ipv6"));
}

const databases = ["postgres", "mysql", "mariadb", "mongo", "influxdb", "clickhouse", "pgvecto"];

/** What a volume holds, as far as its mounts tell: data, where nothing does. */
function classOf(key: string, services: readonly Data[]): string {
  const mounts = services.flatMap((service) =>
    listOf(service["volumes"])
      .map(dataOf)
      .filter(({ source, type }) => type === "volume" && source === key)
      .map(({ target }) => ({ image: textOf(service["image"]) ?? "", target: textOf(target) ?? "" })),
  );
  const isDatabase = ({ image, target }: (typeof mounts)[number]) => {
    const parsed = parseImage(image);
    const repository = parsed ? `${parsed.registry}/${parsed.repository}` : image;
    const { state } = knownImage(repository, parsed?.tag);
    return databases.some((name) => repository.includes(name)) && (state === undefined || target.startsWith(state));
  };
  if (mounts.some(isDatabase)) return "database";
  if (/cache/i.test(key) || mounts.some(({ target }) => /cache$/.test(target))) return "cache";
  if (mounts.length > 0 && mounts.every(({ target }) => /^\/(config|etc)(\/|$)/.test(target))) return "config";
  return "data";
}
