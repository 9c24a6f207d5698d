import type { Construct } from "constructs";
import {
  type ConfigContent,
  type ConfigData,
  ConfigFile,
  checkProps,
  type DockerAccess,
  type DockerApi,
  defaultId,
  Element,
  Homelab,
  type Lazy,
  type Secret,
  Service,
  Stack,
  shape,
  type Value,
  type Web,
  WebEndpoint,
} from "../../core/index.ts";
import { homepage as image } from "../../images/homepage.ts";
import { wget } from "../health.ts";
import { calledBy, type HostPort, publish } from "../host-port.ts";
import { capability, hostPort, secret } from "../shapes.ts";

/** A user of the image's without rights; nothing is written, so that it can be any. */
const user = 1000;

export interface HomepageProps {
  /** The page's title. Default: the homelab's name. */
  readonly title?: string;
  /** Publishes the page on the host too. Default: not published. */
  readonly http?: HostPort;
  /** The engine that it shows the state of each tile's container of. Default: none is shown. */
  readonly docker?: DockerApi;
  /** Further `host:port` names by which it may be called: routes and published ports are known by themselves. */
  readonly allowedHosts?: readonly string[];
  /** Groups after those of the routed apps, as services.yaml has them: `[{ Group: [{ Name: { href: "…" } }] }]`. */
  readonly services?: readonly ConfigData[];
  /** As bookmarks.yaml has them: `[{ Group: [{ Name: [{ href: "…" }] }] }]`. Default: none. */
  readonly bookmarks?: readonly ConfigData[];
  /** As widgets.yaml has them: `[{ search: { provider: "duckduckgo" } }]`. Default: none. */
  readonly widgets?: readonly ConfigData[];
  /** Further settings, as settings.yaml has them: `{ theme: "dark" }`. Keys keep their order. */
  readonly settings?: { readonly [key: string]: ConfigData };
  /** Default: none. */
  readonly css?: string;
  /** Default: none. */
  readonly javascript?: string;
  /** Values for `{{HOMEPAGE_FILE_<NAME>}}` anywhere in the above: widgets' keys and passwords. Default: none. */
  readonly secrets?: { readonly [name: string]: Secret };
}

const takes = shape.props<HomepageProps>({
  title: shape.text,
  http: hostPort,
  docker: capability,
  allowedHosts: shape.list(shape.text),
  services: shape.list(shape.anything),
  bookmarks: shape.list(shape.anything),
  widgets: shape.list(shape.anything),
  settings: shape.open,
  css: shape.text,
  javascript: shape.text,
  secrets: shape.map(secret),
});

/** The dashboard: a tile for each app of the homelab that is routed and has a `tile`, by group and name. */
export class Homepage extends Element implements Web {
  readonly props: HomepageProps;
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly #docker: DockerAccess | undefined;

  constructor(scope: Construct, id: string, props: HomepageProps = {}) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as HomepageProps;
    this.#docker = this.props.docker?.access({ containers: "read" });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      user: `${user}:${user}`,
      environment: () => this.#environment(),
      ports: publish(3000, this.props.http),
      networks: [Stack.of(this).defaultNetwork, ...(this.#docker ? [this.#docker.network] : [])],
      configs: this.#files(),
      healthcheck: wget("http://127.0.0.1:3000/api/healthcheck", { timeout: "5s", retries: 3, startPeriod: "20s" }),
      memLimit: "512m",
    });
    this.web = this.service.web(3000, { auth: "none" });
  }

  #environment(): Record<string, Value | undefined> {
    const { http, allowedHosts = [], secrets = {} } = this.props;
    const hosts = calledBy(this.web, http, allowedHosts);
    return {
      // Compared with the whole Host header, port included; the health command's is always allowed.
      HOMEPAGE_ALLOWED_HOSTS: hosts.length > 0 ? hosts.join(",") : undefined,
      LOG_TARGETS: "stdout",
      // What the entrypoint takes for the wanted owner: the user that it runs as.
      PUID: user,
      PGID: user,
      ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [`HOMEPAGE_FILE_${name}`, secret.file()])),
    };
  }

  /** Every file that it looks for: one that it misses it would copy into a folder where it may not write, and end. */
  #files(): ConfigFile[] {
    const {
      title = Homelab.of(this).name,
      services = [],
      bookmarks = [],
      widgets = [],
      settings,
      css,
      javascript,
    } = this.props;
    const file = (name: string, content: Lazy<ConfigContent>) =>
      new ConfigFile(this, name.replace(".", "-"), { target: `/app/config/${name}`, content });
    return [
      file("settings.yaml", { yaml: { title, ...settings } }),
      file("services.yaml", () => ({ yaml: [...tiles(Homelab.of(this), this.#docker !== undefined), ...services] })),
      file("bookmarks.yaml", { yaml: bookmarks }),
      file("widgets.yaml", { yaml: widgets }),
      file("docker.yaml", () => ({ yaml: this.#docker ? { [engineName]: engineOf(this.#docker) } : {} })),
      file("kubernetes.yaml", { yaml: { mode: "disabled" } }),
      file("proxmox.yaml", { yaml: {} }),
      file("custom.css", { text: `${css ?? "/* none */"}\n` }),
      file("custom.js", { text: `${javascript ?? "// none"}\n` }),
    ];
  }
}

/** What docker.yaml calls the engine. */
const engineName = "engine";

/** Where the engine is: the page is shown without its answer, too. */
function engineOf({ endpoint }: DockerAccess): ConfigData {
  return { host: endpoint.unorderedHost, port: endpoint.port };
}

/** The routed apps as services.yaml has them. Called when all routes are known. */
function tiles(homelab: Homelab, withStates: boolean): ConfigData[] {
  const groups = new Map<string, { readonly name: string; readonly path: string; readonly entry: ConfigData }[]>();
  for (const { web, tile } of shown(homelab)) {
    const { name, group = "Apps", icon, description } = tile;
    const state = withStates ? { server: engineName, container: web.service.container } : {};
    const entry = { [name]: { href: web.publicUrl, icon, description, ...state } };
    const members = groups.get(group) ?? [];
    groups.set(group, [...members, { name, path: `${web.service.path} ${web.name}`, entry }]);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, members]) => ({
      [group]: members
        .toSorted((a, b) => (`${a.name}\0${a.path}` < `${b.name}\0${b.path}` ? -1 : 1))
        .map((member) => member.entry),
    }));
}

function shown(homelab: Homelab) {
  const services = homelab.node.findAll().filter((construct) => construct instanceof Service);
  const webs = services.flatMap((service) => service.endpoints.filter((one) => one instanceof WebEndpoint));
  return webs.flatMap((web) => (web.isRouted && web.tile ? [{ web, tile: web.tile }] : []));
}
