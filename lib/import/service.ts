import { type Data, dataOf, type Json, listOf, textOf } from "./data.ts";
import { deploy } from "./deploy.ts";
import { type Fields, FileOf, Ref } from "./expression.ts";
import { device, gpus, healthcheck, portOf } from "./leaves.ts";
import { mountOf } from "./mount.ts";
import { duration, exprOf, hosts, nonEmpty, oneOrMore, optional, size, splitAt } from "./plain.ts";
import { dependencies, joins, namespace } from "./references.ts";
import type { Surroundings } from "./surroundings.ts";
import { environment, grantKey, pathOf, secretFile, texts, words } from "./texts.ts";

type Convert = (value: Json, around: Surroundings, service: Data) => Fields;

/** Keys that say nothing to the container that is made: what they do is done by the time a project is resolved. */
const saysNothing = new Set(["build", "profiles", "env_file", "label_file", "extends", "develop", "attach"]);

/** A resolved service as the properties of a Service. What has no converter of its own is named in camelCase, and left to the model to judge. */
export function serviceProps(service: Data, around: Surroundings): Fields {
  const entries = Object.entries(service).filter(([key]) => !saysNothing.has(key));
  const converted = entries.map(([key, value]): Fields => {
    if (value === null || value === undefined) return {};
    const convert = converters[key];
    const fields = convert ? convert(value, around, service) : (exprOf({ [key]: value }) as Fields);
    // What one key does not say, another may.
    return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
  });
  return deliveredByVariables(inOrder(Object.assign({}, ...converted) as Fields));
}

/**
 * A secret file that a variable names is delivered by that: those come before the others. Where its place in the list is
 * another one, the variable keeps the path.
 */
function deliveredByVariables(props: Fields): Fields {
  const files = (props["secrets"] ?? []) as readonly FileOf[];
  let delivered = 0;
  const entries = Object.entries((props["environment"] ?? {}) as Fields).map(([name, value]) => {
    if (!(value instanceof FileOf)) return [name, value];
    const path = pathOf(value);
    const isThere = files.slice(0, delivered).some((one) => pathOf(one) === path);
    const next = files[delivered];
    if (isThere || next === undefined || pathOf(next) !== path) return [name, isThere ? value : path];
    delivered++;
    return [name, value];
  });
  const environment = props["environment"] && { environment: Object.fromEntries(entries) };
  return { ...props, ...environment, secrets: nonEmpty(files.slice(delivered)) };
}

const converters: Readonly<Record<string, Convert>> = {
  image: (value, { text }) => ({ image: text("image", String(value)) }),
  container_name: (value, { text }) => ({ containerName: text("container_name", String(value)) }),
  hostname: (value, { text }) => ({ hostname: text("hostname", String(value)) }),
  user: (value, { text }) => ({ user: text("user", String(value)) }),
  working_dir: (value, { text }) => ({ workingDir: text("working_dir", String(value)) }),
  command: (value, around) => ({ command: words("command", value, around) }),
  entrypoint: (value, around) => ({ entrypoint: words("entrypoint", value, around) }),
  environment: (value, around, service) => ({ environment: environment(value, around, service) }),
  labels: (value, around) => ({ labels: texts("labels", value, around) }),
  logging: (value, around) => {
    const { driver, options } = dataOf(value);
    return {
      logging: {
        driver: textOf(driver) ?? "json-file",
        options: optional(texts("logging.options", options ?? {}, around)),
      },
    };
  },
  cpus: (value) => ({ cpus: Number(value) }),
  cpu_shares: (value) => ({ cpuShares: Number(value) }),
  mem_limit: (value) => ({ memLimit: size(value) }),
  mem_reservation: (value) => ({ memReservation: size(value) }),
  memswap_limit: (value) => ({ memswapLimit: String(value) === "-1" ? -1 : size(value) }),
  shm_size: (value) => ({ shmSize: size(value) }),
  stop_grace_period: (value) => ({ stopGracePeriod: duration(value) }),
  cap_add: (value) => ({ capAdd: listOf(value).map(capability) }),
  cap_drop: (value) => ({ capDrop: listOf(value).map(capability) }),
  dns: (value) => ({ dns: oneOrMore(value) }),
  depends_on: (value, around, service) => ({ dependsOn: nonEmpty(dependencies(value, around, service)) }),
  devices: (value) => ({ devices: listOf(value).map(device) }),
  deploy: (value, _, service) => deploy(dataOf(value), service),
  scale: (value) => ({ replicas: value === 1 ? undefined : Number(value) }),
  extra_hosts: (value) => ({ extraHosts: hosts(value) }),
  gpus: (value) => ({ gpus: gpus(value) }),
  healthcheck: (value, around) => ({ healthcheck: healthcheck(value, around) }),
  ipc: (value, around) => ({ ipc: namespace(value, around) }),
  pid: (value, around) => ({ pid: namespace(value, around) }),
  network_mode: (value, around) => ({ networkMode: namespace(value, around) }),
  networks: (value, around) => ({ networks: joins(dataOf(value), around) }),
  ports: (value) => ({ ports: listOf(value).map((port) => portOf(dataOf(port))) }),
  secrets: (value, { secrets }) => ({
    secrets: nonEmpty(listOf(value).flatMap((one) => secretFile(dataOf(one), secrets) ?? [])),
  }),
  configs: (value, { configs }) => ({
    configs: nonEmpty(
      listOf(value).flatMap((one) => {
        const config = configs.get(grantKey(dataOf(one)));
        return config ? [new Ref(config)] : [];
      }),
    ),
  }),
  tmpfs: (value) => ({ tmpfs: Object.fromEntries(listOf(value).map((one) => splitAt(String(one), ":"))) }),
  volumes: (value, around) => ({
    volumes: listOf(value).map((one, index) => mountOf(dataOf(one), `volumes.${index}.source`, around)),
  }),
};

/** The engine takes them in any case; here a check has to know one for what it is. */
function capability(value: Json): string {
  return String(value).toUpperCase();
}

/** The order in which people write them; the rest by name. */
const order = [
  "image",
  "containerName",
  "entrypoint",
  "command",
  "user",
  "environment",
  "ports",
  "volumes",
  "networks",
  "networkMode",
];

function inOrder(props: Fields): Fields {
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(props).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1)));
}
