import { parse as parseIni } from "ini";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Homepage } from "../lib/apps/index.ts";
import { formatProblems } from "../lib/cli/problems.ts";
import {
  type ConfigContent,
  ConfigFile,
  Homelab,
  Network,
  ProblemError,
  Secret,
  Service,
  Stack,
  text,
  Volume,
} from "../lib/core/index.ts";
import { build } from "../lib/model/index.ts";
import { runChecks } from "../lib/policy/index.ts";
import { renderCompose } from "../lib/targets/compose/index.ts";
import { graph } from "../lib/targets/documents/graph.ts";

// Text from wherever: each in every place of a definition that takes a text. It arrives as it is, or it is refused by name;
// it never crashes what reads it, and never becomes syntax of what is written or raw control of what is printed.

const hostile: Readonly<Record<string, string>> = {
  "a terminal's escapes": "\u001b[31mred\u001b]0;x\u0007",
  "marks that turn text": "a\u202eb\u2066c\u200f",
  newlines: "a\nb: c\r\n\n# d\n",
  "line separators": "a\u0085b\u2028c\u2029d\u007f",
  __proto__: "__proto__",
  constructor: "constructor",
  "64 KB": "0123456789abcdef".repeat(4_096),
  "a word of YAML 1.1": "yes",
  "a number in base 60": "22:22",
  "a key that merges": "<<",
  "an alias": "*a",
  "an anchor": "&a b",
  "a tag": "!!binary aGk=",
  "a directive": "%YAML 1.1",
  "a reserved sign": "@a `b`",
  "a variable": "${HOME}$X",
  "two dollars": "$$ $${a}",
  quotes: `'"\\'""\\n`,
  markup: 'a"] -->|x| <b>;',
  "a mark of ours": "\ue0000\ue001",
  "a byte order mark": "\ufeffa\ufffe",
  nothing: "",
  blanks: " \t a \t ",
  NUL: "a\0b",
  "half a character": "a\ud800b",
};
/** No program is given these, and no file of UTF-8 holds the second: wherever they stand they are refused. */
const never = new Set(["NUL", "half a character"]);

interface Scene {
  readonly lab: Homelab;
  readonly stack: Stack;
  readonly app: (props: object) => Service;
}
/** Puts a text into a definition; tells what it reads back from the Compose file, where it stands there. */
type Place = readonly [
  put: (text: string, scene: Scene) => void,
  read?: ((file: unknown, text: string) => unknown) | undefined,
];

const keyed = <T>(key: string, value: T): Record<string, T> => Object.fromEntries([[key, value]]);
/** What stands at a path of plain data, by own keys only. */
const at = (data: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((one, key) => Object.entries(one ?? {}).find(([name]) => name === key)?.[1], data);
const file = (data: unknown, name: string) => String(at(data, "configs", name, "content"));
const inApp =
  (...path: readonly string[]) =>
  (data: unknown) =>
    at(data, "services", "app", ...path);
const app = (props: (text: string) => object, read?: Place[1]): Place => [
  (text, scene) => void scene.app(props(text)),
  read,
];
const volume = (props: (text: string) => object, read?: Place[1]): Place => [
  (text, { app, stack }) =>
    void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data", ...props(text) }), target: "/v" }] }),
  read,
];
const network = (props: (text: string) => object, read?: Place[1]): Place => [
  (text, { app, stack }) => void app({ networks: [new Network(stack, "n", props(text))] }),
  read,
];
const content = (make: (text: string) => ConfigContent, back: (written: string, text: string) => unknown): Place => [
  (text, { app, stack }) => void app({ configs: [new ConfigFile(stack, "c", { target: "/c", content: make(text) })] }),
  (data, text) => back(file(data, "c"), text),
];
/** A dashboard whose file holds the text somewhere, as a key or a value. */
const page = (props: (text: string) => object, name: string, tile?: (text: string) => object): Place => [
  (text, { app, stack }) => {
    const home = new Homepage(stack, "home", props(text));
    if (tile)
      app({})
        .web(80, { tile: { name: "App", ...tile(text) } })
        .addRoute("app", home.service);
  },
  (data, text) => {
    const words: unknown[] = [];
    JSON.stringify(parse(file(data, `home-${name}`)), (key, value: unknown) => {
      words.push(key, value);
      return value;
    });
    return words.includes(text) ? text : words;
  },
];

const places: Readonly<Record<string, Place>> = {
  "environment's value": app((t) => ({ environment: { A: t } }), inApp("environment", "A")),
  "environment's name": app(
    (t) => ({ environment: keyed(t, "v") }),
    (data, t) => (inApp("environment", t)(data) === "v" ? t : undefined),
  ),
  "labels' value": app((t) => ({ labels: { a: t } }), inApp("labels", "a")),
  "labels' name": app(
    (t) => ({ labels: keyed(t, "v") }),
    (data, t) => (inApp("labels", t)(data) === "v" ? t : undefined),
  ),
  command: app((t) => ({ command: [t] }), inApp("command", "0")),
  entrypoint: app((t) => ({ entrypoint: ["a", t] }), inApp("entrypoint", "1")),
  "a healthcheck's test": app((t) => ({ healthcheck: { test: ["CMD", t] } }), inApp("healthcheck", "test", "1")),
  "a healthcheck's interval": app((t) => ({ healthcheck: { test: ["CMD", "a"], interval: t } })),
  image: app((t) => ({ image: t }), inApp("image")),
  user: app((t) => ({ user: t }), inApp("user")),
  hostname: app((t) => ({ hostname: t }), inApp("hostname")),
  domainname: app((t) => ({ domainname: t }), inApp("domainname")),
  workingDir: app((t) => ({ workingDir: t }), inApp("working_dir")),
  dns: app((t) => ({ dns: t }), inApp("dns")),
  stopSignal: app((t) => ({ stopSignal: t }), inApp("stop_signal")),
  stopGracePeriod: app((t) => ({ stopGracePeriod: t })),
  restart: app((t) => ({ restart: t }), inApp("restart")),
  cpuset: app((t) => ({ cpuset: t }), inApp("cpuset")),
  memLimit: app((t) => ({ memLimit: t })),
  networkMode: app((t) => ({ networkMode: t }), inApp("network_mode")),
  pid: app((t) => ({ pid: t }), inApp("pid")),
  groupAdd: app((t) => ({ groupAdd: [t] }), inApp("group_add", "0")),
  capAdd: app((t) => ({ capAdd: [t] }), inApp("cap_add", "0")),
  securityOpt: app((t) => ({ securityOpt: [t] }), inApp("security_opt", "0")),
  deviceCgroupRules: app((t) => ({ deviceCgroupRules: [t] }), inApp("device_cgroup_rules", "0")),
  "sysctls' value": app((t) => ({ sysctls: { a: t } }), inApp("sysctls", "a")),
  "ulimits' name": app(
    (t) => ({ ulimits: keyed(t, 5) }),
    (data, t) => (inApp("ulimits", t)(data) === 5 ? t : undefined),
  ),
  "extraHosts' name": app((t) => ({ extraHosts: keyed(t, "10.0.0.1") })),
  "extraHosts' address": app((t) => ({ extraHosts: { a: t } })),
  "tmpfs' target": app((t) => ({ tmpfs: keyed(t, "size=1m") })),
  "tmpfs' options": app((t) => ({ tmpfs: { "/t": t } })),
  "a device's source": app((t) => ({ devices: [{ source: `/dev/${t}`, target: "/dev/x" }] })),
  "a device's target": app((t) => ({ devices: [{ source: "/dev/x", target: t }] })),
  "a device's permissions": app((t) => ({ devices: [{ source: "/dev/x", permissions: t }] })),
  "logging's driver": app((t) => ({ logging: { driver: t } }), inApp("logging", "driver")),
  "logging's option": app(
    (t) => ({ logging: { driver: "local", options: { a: t } } }),
    inApp("logging", "options", "a"),
  ),
  "a port's hostIp": app((t) => ({ ports: [{ target: 80, published: 80, hostIp: t }] })),
  "a bind's source": app((t) => ({ volumes: [{ bind: t, target: "/v" }] })),
  "a bind's target": app((t) => ({ volumes: [{ bind: "/v", target: t }] })),
  "a folder below the root": app(
    (t) => ({ volumes: [{ bind: `/srv/${t}/x`, target: "/v" }] }),
    (data, t) => (String(inApp("volumes", "0")(data)) === `/srv/${t}/x:/v` ? t : undefined),
  ),
  "an unknown property": app((t) => keyed(t, "v")),
  "a volume's driver": volume(
    (t) => ({ driver: t }),
    (data) => at(data, "volumes", "v", "driver"),
  ),
  "a volume's option": volume(
    (t) => ({ driverOpts: { a: t } }),
    (data) => at(data, "volumes", "v", "driver_opts", "a"),
  ),
  "a volume's label": volume(
    (t) => ({ labels: { a: t } }),
    (data) => at(data, "volumes", "v", "labels", "a"),
  ),
  "a volume's external name": volume(
    (t) => ({ external: t }),
    (data) => at(data, "volumes", "v", "name"),
  ),
  "a volume's class": volume((t) => ({ class: t })),
  "a volume's path": volume((t) => ({ storage: { path: t } })),
  "a network's driver": network(
    (t) => ({ driver: t }),
    (data) => at(data, "networks", "n", "driver"),
  ),
  "a network's option": network(
    (t) => ({ driverOpts: { a: t } }),
    (data) => at(data, "networks", "n", "driver_opts", "a"),
  ),
  "a network's label": network(
    (t) => ({ labels: { a: t } }),
    (data) => at(data, "networks", "n", "labels", "a"),
  ),
  "a network's external name": network(
    (t) => ({ external: t }),
    (data) => at(data, "networks", "n", "name"),
  ),
  "a network's range": network((t) => ({ ipam: [{ subnet: "10.9.0.0/24", gateway: "10.9.0.1", ipRange: t }] })),
  "a file of text": content(
    (t) => ({ text: t }),
    (written) => written,
  ),
  "a file of YAML": content(
    (t) => ({ yaml: { a: t } }),
    (written) => at(parse(written), "a"),
  ),
  "a key of YAML": content(
    (t) => ({ yaml: keyed(t, "v") }),
    (written, t) => (at(parse(written), t) === "v" ? t : written),
  ),
  "a text within YAML": content(
    (t) => ({ yaml: { a: text`${t}` } }),
    (written) => at(parse(written), "a"),
  ),
  "a file of YAML, read as YAML 1.1": content(
    (t) => ({ yaml: { a: t } }),
    (written) => at(parse(written, { version: "1.1" }), "a"),
  ),
  "a file of JSON": content(
    (t) => ({ json: keyed(t, t) }),
    (written, t) => at(JSON.parse(written), t),
  ),
  "a file of TOML": content(
    (t) => ({ toml: { a: t } }),
    (written) => at(parseToml(written), "a"),
  ),
  "a file of INI": content(
    (t) => ({ ini: { s: { a: t } } }),
    (written) => at(parseIni(written), "s", "a"),
  ),
  "a file of variables": content(
    (t) => ({ env: { A: t } }),
    (written) => written.slice(2, -1),
  ),
  "a name in a file of variables": content(
    (t) => ({ env: keyed(t, "v") }),
    (written) => written.slice(0, -3),
  ),
  "a page's title": page((t) => ({ title: t }), "settings-yaml"),
  "a page's setting": page((t) => ({ settings: { a: t } }), "settings-yaml"),
  "a page's bookmarks": page((t) => ({ bookmarks: [keyed(t, [])] }), "bookmarks-yaml"),
  "a page's widgets": page((t) => ({ widgets: [{ search: { url: t } }] }), "widgets-yaml"),
  "a tile's name": page(
    () => ({}),
    "services-yaml",
    (t) => ({ name: t }),
  ),
  "a tile's group": page(
    () => ({}),
    "services-yaml",
    (t) => ({ group: t }),
  ),
  "a tile's description": page(
    () => ({}),
    "services-yaml",
    (t) => ({ description: t }),
  ),
  "a route's host": [(t, { app }) => void app({}).web(80).addRoute(t, app({}))],
  "a secret's description": [
    (t, { app, stack }) => void app({ secrets: [Secret.provided(stack, "key", { description: t }).file()] }),
  ],
  "a secret's target": [
    (t, { app, stack }) => void app({ secrets: [Secret.generated(stack, "key").file({ target: t })] }),
  ],
  "an acknowledgement's reason": [(t, { app }) => void app({}).acknowledge("HL110", t)],
  "an acknowledgement's code": [(t, { app }) => void app({}).acknowledge(t, "why")],
  "a service's id": [(t, { stack }) => void new Service(stack, t, { image: "nginx:1.30.4" })],
  "a stack's id": [(t, { lab }) => void new Stack(lab, t)],
  "a moved path": [
    (t, { lab, app }) => {
      lab.moved(t, t);
      app({});
    },
  ],
  "a mirror": [
    (t, { lab, app }) => {
      Object.assign(lab.props, { mirror: t });
      app({});
    },
  ],
};

const controls = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const image = "docker.io/library/nginx:1.30.4";

function judge(text: string, put: Place[0]) {
  const lab = new Homelab("kite", { domain: "example.com" });
  const stack = new Stack(lab, "one");
  let made: Service | undefined;
  try {
    put(text, { lab, stack, app: (props) => (made ??= new Service(stack, "app", { image, ...props })) });
  } catch (error) {
    if (error instanceof ProblemError) return { problems: error.problems, files: [], graph: "" };
    throw error;
  }
  const { model, problems: built, isWellFormed } = build(lab, { ledger: new Map() });
  const problems = [...built, ...(isWellFormed ? runChecks(model, () => undefined).problems : [])];
  if (problems.some(({ level }) => level === "error")) return { problems, files: [], graph: "" };
  const layouts = ["project", "single"] as const;
  return { problems, files: layouts.flatMap((layout) => renderCompose(model, { layout })), graph: graph(model) };
}

describe.each(Object.entries(places))("%s", (place, [put, read]) => {
  const plain = judge("a", put);
  it.each(Object.entries(hostile))("of %s", (what, text) => {
    const { problems, files, graph } = judge(text, put);
    const told = formatProblems(problems, (_, word) => word);
    expect(told).not.toMatch(controls);
    expect(told).not.toContain("failed itself");
    const refused = problems.some(({ level }) => level === "error");
    if (refused) return expect(files).toEqual([]);
    if (never.has(what) && place !== "a moved path") expect(put).toBe("refused");
    if (plain.graph !== "") expect(graph.split("\n")).toHaveLength(plain.graph.split("\n").length);
    for (const { path, content } of files) {
      expect(content).not.toMatch(controls);
      if (path.endsWith(".env.example")) expect(content).toMatch(/^(#.*\n|[A-Z0-9_]+=\n|\n)*$/);
    }
    const [project = ""] = files.filter(({ path }) => path.endsWith("compose.yaml")).map(({ content }) => content);
    for (const version of ["1.1", "1.2"] as const) {
      const data: unknown = JSON.parse(
        JSON.stringify(parse(project, { version, merge: version === "1.1" })),
        (_, value: unknown) => (typeof value === "string" ? value.replaceAll("$$", "$") : value),
      );
      expect(
        Object.keys(data ?? {}).every((key) =>
          ["name", "services", "networks", "volumes", "secrets", "configs"].includes(key),
        ),
      ).toBe(true);
      if (read) expect(read(data, text)).toBe(text);
    }
  });
});
