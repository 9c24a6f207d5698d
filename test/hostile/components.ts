import { parse, parseDocument } from "yaml";
import {
  AdGuard,
  Authentik,
  CAdvisor,
  Cloudflared,
  Dockge,
  Forgejo,
  HomeAssistant,
  Homepage,
  Jellyfin,
  LinuxServer,
  Mosquitto,
  Nextcloud,
  Nginx,
  NodeExporter,
  Ntfy,
  Paperless,
  Postgres,
  Prometheus,
  RabbitMQ,
  Redis,
  Registry,
  SocketProxy,
  StaticSite,
  Traefik,
  type TraefikProps,
  Vaultwarden,
  VpnGateway,
  type VpnGatewayProps,
} from "../../lib/apps/index.ts";
import { external, type RouteOptions, Secret, type SqlDatabase, sqlDatabase } from "../../lib/core/index.ts";
import { at, file, if_, keyed, type Place, type Places, type Scene } from "./place.ts";

const environment = (service: string, name: string) => (data: unknown) =>
  at(data, "services", service, "environment", name);

/** A dashboard whose file holds the text somewhere, as a key or a value. */
const page = (props: (text: string) => object, name: string, tile?: (text: string) => object): Place => ({
  put: (text, { app, stack }) => {
    const home = new Homepage(stack, "home", props(text));
    if (tile)
      app({})
        .web(80, { tile: { name: "App", ...tile(text) } })
        .addRoute("app", home.service);
  },
  arrives: (data, text) => {
    const words: unknown[] = [];
    JSON.stringify(parse(file(data, `home-${name}`)), (key, value: unknown) => {
      words.push(key, value);
      return value;
    });
    return words.includes(text) ? text : words;
  },
});
/** A routed site whose tile has the text. */
const tiled = (props: (text: string) => object): Place => ({
  put: (t, { app, stack }) => {
    new Homepage(stack, "home");
    new StaticSite(stack, "site", props(t)).web.addRoute("site", app({}));
  },
  arrives: page(() => ({}), "services-yaml").arrives,
});
const tile = (props: (text: string) => object): Place => page(() => ({}), "services-yaml", props);
const homepage = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => void new Homepage(stack, "home", props(t)),
  arrives,
});

const cloud = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => {
    const database = new Postgres(stack, "db").database("cloud");
    new Nextcloud(stack, "cloud", { database, ...props(t) });
  },
  arrives,
});
const forgejo = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => void new Forgejo(stack, "git", props(t)),
  arrives,
});
/** A database elsewhere, as a user names one to a component. */
const elsewhere = (props: (text: string) => Partial<SqlDatabase<"postgres">>, arrives: Place["arrives"]): Place =>
  forgejo(() => ({}), arrives) && {
    put: (t, { stack }) => {
      const endpoint = external("postgres", "10.0.0.5", 5432);
      const password = Secret.provided(stack, "db-password");
      const parts = { engine: "postgres", endpoint, database: "git", user: "git", password, ...props(t) } as const;
      const database = sqlDatabase(parts);
      new Forgejo(stack, "git", { database });
    },
    arrives,
  };
const tunnel = (scene: Scene, id = "6ff42ae2-765d-4adf-8112-31c55c1551ef") =>
  new Cloudflared(scene.stack, "tunnel", { tunnel: id, credentials: Secret.provided(scene.stack, "credentials") });

const acme = (more: (text: string) => object, ...path: string[]): Place => ({
  put: (t, { stack }) =>
    void new Traefik(stack, "proxy", { acme: { email: "a@example.com", ...more(t) } } as TraefikProps),
  arrives: (data) => at(parse(file(data, "proxy-traefik")), "certificatesResolvers", "acme", "acme", ...path),
});
/** A route by a reverse proxy, with a login that has the text somewhere. */
const guarded = (auth: (text: string) => object): Place => ({
  put: (t, { app, stack }) => {
    new Traefik(stack, "proxy").route("app", app({}).web(80), { auth: auth(t) } as RouteOptions);
  },
  arrives: "unwritten",
});

/** Sign-on with the text somewhere: in a group's name, or in what it is made with. */
const signOn = (
  props: (text: string) => object,
  group: (text: string) => string,
  arrives: Place["arrives"],
): Place => ({
  put: (t, { app, stack }) => {
    const database = new Postgres(stack, "db").database("id");
    const id = new Authentik(stack, "id", { database, ...props(t) });
    const proxy = new Traefik(stack, "proxy");
    proxy.route("id", id.web);
    proxy.route("app", app({}).web(80), { auth: id.group(group(t)) });
  },
  arrives,
});
/** The names of the groups in its blueprint. */
const groupsIn = (data: unknown): unknown[] => {
  const { entries } = parseDocument(file(data, "id-blueprint")).toJS() as { entries: Record<string, unknown>[] };
  const groups = entries.filter((entry) => entry["model"] === "authentik_core.group");
  return groups.map((entry) => at(entry, "identifiers", "name"));
};

const linuxServer = (props: (text: string) => object): Place => ({
  put: (t, { stack }) => void new LinuxServer(stack, "app", { app: "sonarr", ...props(t) }),
  arrives: "refused",
});
const proxied = (props: (text: string) => object, key: string): Place => ({
  put: (t, { stack }) => void new Registry(stack, "cache", { proxy: { url: "https://example.com", ...props(t) } }),
  arrives: (data) => at(parse(file(data, "cache-config")), "proxy", key),
});
const paperless = (props: (text: string) => object, name: string): Place => ({
  put: (t, { stack }) => {
    const broker = new Redis(stack, "redis", { persistent: true });
    new Paperless(stack, "paper", { broker, ...props(t) });
  },
  arrives: environment("paper", name),
});
const mail = (props: (text: string) => object, name: string): Place => ({
  put: (t, { stack }) =>
    void new Vaultwarden(stack, "vault", { smtp: { host: "mail", from: "a@example.com", ...props(t) } }),
  arrives: environment("vault", name),
});
const figures = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => void new Prometheus(stack, "figures", props(t)),
  arrives,
});
/** What Prometheus' file has at a path below its scrapes. */
const scraped =
  (...path: string[]) =>
  (data: unknown) =>
    at(parse(file(data, "figures-config")), "scrape_configs", ...path);
const measured = (metrics: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { app, stack }) => {
    app({}).endpoint("metrics", "http", 81, { metrics: metrics(t) });
    new Prometheus(stack, "figures");
  },
  arrives,
});

const vpn = (props: (text: string) => object, name: string): Place => ({
  put: (t, { stack }) => {
    const given: VpnGatewayProps = { provider: "mullvad", addresses: ["10.0.0.2/32"], ...props(t) };
    new VpnGateway(stack, "vpn", given);
  },
  arrives: environment("vpn", name),
});
const vpnServer = (more: (text: string) => object, arrives: Place["arrives"]): Place => ({
  ...vpn((t) => ({ provider: "custom", server: { address: "203.0.113.7", publicKey: "key", ...more(t) } }), ""),
  arrives,
});

/** Every text that the components take. */
export const componentPlaces: Places = {
  "HomepageProps.title": page((t) => ({ title: t }), "settings-yaml"),
  "HomepageProps.settings": page((t) => ({ settings: { a: t } }), "settings-yaml"),
  "HomepageProps.settings: key": page((t) => ({ settings: keyed(t, "v") }), "settings-yaml"),
  "HomepageProps.services": page((t) => ({ services: [{ Group: [keyed(t, { href: "a" })] }] }), "services-yaml"),
  "HomepageProps.services: value": page((t) => ({ services: [{ G: [{ A: { href: t } }] }] }), "services-yaml"),
  "HomepageProps.bookmarks": page((t) => ({ bookmarks: [keyed(t, [])] }), "bookmarks-yaml"),
  "HomepageProps.widgets": page((t) => ({ widgets: [{ search: { url: t } }] }), "widgets-yaml"),
  "HomepageProps.css": homepage(
    (t) => ({ css: t }),
    if_(
      (data) => file(data, "home-custom-css"),
      (t) => `${t}\n`,
    ),
  ),
  "HomepageProps.javascript": homepage(
    (t) => ({ javascript: t }),
    if_(
      (data) => file(data, "home-custom-js"),
      (t) => `${t}\n`,
    ),
  ),
  "HomepageProps.allowedHosts": homepage((t) => ({ allowedHosts: [t] }), environment("home", "HOMEPAGE_ALLOWED_HOSTS")),
  "HomepageProps.secrets": {
    put: (t, { stack }) => void new Homepage(stack, "home", { secrets: keyed(t, Secret.provided(stack, "key")) }),
    arrives: (data, t) =>
      environment("home", `HOMEPAGE_FILE_${t}`)(data) === "/run/secrets/key" ? t : at(data, "services", "home"),
  },
  "Tile.name": tile((t) => ({ name: t })),
  "Tile.group": tile((t) => ({ group: t })),
  "Tile.icon": tile((t) => ({ icon: t })),
  "Tile.description": tile((t) => ({ description: t })),
  "HostPort.hostIp": homepage((t) => ({ http: { hostPort: 80, hostIp: t } }), "refused"),
  "ForgejoProps.title": forgejo((t) => ({ title: t }), environment("git", "FORGEJO____APP_NAME")),
  "ForgejoProps.domain": forgejo(
    (t) => ({ ssh: { hostPort: 22, domain: t } }),
    environment("git", "FORGEJO__server__SSH_DOMAIN"),
  ),
  "NextcloudProps.adminUser": cloud((t) => ({ adminUser: t }), environment("cloud", "NEXTCLOUD_ADMIN_USER")),
  "NextcloudProps.trustedDomains": cloud(
    (t) => ({ trustedDomains: [t] }),
    environment("cloud", "NEXTCLOUD_TRUSTED_DOMAINS"),
  ),
  "NextcloudProps.trustedProxies": cloud((t) => ({ trustedProxies: [t] }), environment("cloud", "TRUSTED_PROXIES")),
  "NextcloudProps.uploadLimit": cloud((t) => ({ uploadLimit: t }), environment("cloud", "PHP_UPLOAD_LIMIT")),
  "NextcloudProps.memoryLimit": cloud((t) => ({ memoryLimit: t }), environment("cloud", "PHP_MEMORY_LIMIT")),
  "SqlServer.database": {
    put: (t, { stack }) => void new Postgres(stack, "db").database(t),
    arrives: if_(
      (data) => at(data, "services", "db-databases", "command", "2"),
      (t) => t,
    ),
  },
  "Postgres.database": {
    put: (t, { stack }) => void new Postgres(stack, "db").database(t),
    arrives: if_(
      (data) => at(data, "services", "db-databases", "command", "2"),
      (t) => t,
    ),
  },
  "DatabaseOptions.extensions": {
    put: (t, { stack }) => void new Postgres(stack, "db").database("one", { extensions: [t] }),
    arrives: environment("db-databases", "one_EXTENSIONS"),
  },
  "SqlDatabase.extensions": elsewhere((t) => ({ extensions: [t] }), "unwritten"),
  "SqlDatabase.database": elsewhere((t) => ({ database: t }), environment("git", "FORGEJO__database__NAME")),
  "SqlDatabase.user": elsewhere((t) => ({ user: t }), environment("git", "FORGEJO__database__USER")),
  "external.host": elsewhere(
    (t) => ({ endpoint: external("postgres", t, 5432) }),
    if_(environment("git", "FORGEJO__database__HOST"), (t) => `${t}:5432`),
  ),
  "CloudflaredProps.tunnel": { put: (t, scene) => void tunnel(scene, t), arrives: "refused" },
  "Cloudflared.route": {
    put: (t, scene) => void tunnel(scene).route(t, new Homepage(scene.stack, "home").web),
    arrives: if_(
      (data) => at(parse(file(data, "tunnel-config")), "ingress", "0", "hostname"),
      (t) => `${t}.example.com`,
    ),
  },
  "Acme.email": acme((t) => ({ email: t }), "email"),
  "Acme.server": acme((t) => ({ server: t }), "caServer"),
  "Acme.provider": acme((t) => ({ dns: { provider: t, environment: {} } }), "dnsChallenge", "provider"),
  "Acme.environment": {
    ...acme((t) => ({ dns: { provider: "a", environment: { KEY: t } } })),
    arrives: environment("proxy", "KEY"),
  },
  "Authentik.group": signOn(
    () => ({}),
    (t) => t,
    (data) => groupsIn(data)[0],
  ),
  "AuthentikProps.adminEmail": signOn(
    (adminEmail) => ({ adminEmail }),
    () => "family",
    environment("id-worker", "AUTHENTIK_BOOTSTRAP_EMAIL"),
  ),
  "TraefikProps.hostIp": {
    put: (t, { stack }) => void new Traefik(stack, "proxy", { publish: { hostIp: t } }),
    arrives: "refused",
  },
  "Traefik.route": {
    put: (t, { stack }) => {
      new Traefik(stack, "proxy").route(t, new Homepage(stack, "home").web);
    },
    arrives: if_(
      (data) => Object.keys(at(parse(file(data, "proxy-routes")), "http", "routers") ?? {})[0],
      (t) => `${t}.example.com`,
    ),
  },
  "Auth.reason": guarded((t) => ({ kind: "none", reason: t })),
  "Auth.groups": guarded((t) => ({ kind: "sign-on", provider: {}, groups: t })),
  "Auth.kind": guarded((t) => ({ kind: t })),
  "DockgeProps.stacks": {
    put: (t, { stack }) => void new Dockge(stack, "dockge", { stacks: t }),
    arrives: "refused",
  },
  "NginxProps.hostIp": {
    put: (t, { stack }) => {
      const [certificate, key] = [Secret.provided(stack, "certificate"), Secret.provided(stack, "key")];
      new Nginx(stack, "proxy", { publish: { hostIp: t, certificate, key } });
    },
    arrives: "refused",
  },
  "Nginx.route": {
    put: (t, { stack }) => {
      const proxy = new Nginx(stack, "proxy");
      proxy.tunnelEntry();
      proxy.route(t, new Homepage(stack, "home").web);
    },
    arrives: if_(
      (data) => /server_name ([^_].*);/.exec(file(data, "proxy-routes"))?.[1],
      (t) => `${t}.example.com`,
    ),
  },
  "StaticSiteProps.folder": {
    put: (t, { stack }) => void new StaticSite(stack, "site", { folder: t }),
    arrives: (data) => at(data, "services", "site", "volumes", "0", "source"),
  },
  "StaticSiteProps.title": tiled((t) => ({ title: t })),
  "PrometheusProps.retention": figures((t) => ({ retention: t }), "refused"),
  "PrometheusProps.retentionSize": figures((t) => ({ retentionSize: t }), "refused"),
  "PrometheusProps.interval": figures((t) => ({ interval: t }), "refused"),
  "PrometheusProps.scrapes": figures((t) => ({ scrapes: [{ job_name: t }] }), scraped("1", "job_name")),
  "Metrics.path": measured((t) => ({ path: t }), scraped("0", "metrics_path")),
  "EndpointOptions.host": {
    put: (t, { app, stack }) => {
      app({}).endpoint("metrics", "http", 81, { host: t, metrics: {} });
      new Prometheus(stack, "figures");
    },
    arrives: if_(scraped("0", "static_configs", "0", "targets", "0"), (t) => `${t}:81`),
  },
  "NodeExporterProps.address": {
    put: (t, { stack }) => void new NodeExporter(stack, "exporter", { address: t }),
    arrives: "refused",
  },
  "CAdvisorProps.dockerRoot": {
    put: (t, { stack }) => {
      new CAdvisor(stack, "containers", { docker: new SocketProxy(stack, "docker"), dockerRoot: t });
    },
    arrives: "refused",
  },
  "SocketProxyProps.socket": {
    put: (t, { stack }) => void new SocketProxy(stack, "proxy", { socket: t }),
    arrives: "refused",
  },
  "KeyValueProps.memory": {
    put: (t, { stack }) => void new Redis(stack, "redis", { memory: t } as never),
    arrives: "refused",
  },
  "JellyfinProps.discoveryIp": {
    put: (t, { stack }) => void new Jellyfin(stack, "jellyfin", { discoveryIp: t }),
    arrives: "refused",
  },
  "PaperlessProps.languages": paperless((t) => ({ languages: t }), "PAPERLESS_OCR_LANGUAGE"),
  "PaperlessProps.adminUser": paperless((t) => ({ adminUser: t }), "PAPERLESS_ADMIN_USER"),
  "LinuxServerProps.peersIp": {
    put: (t, { stack }) => void new LinuxServer(stack, "app", { app: "qbittorrent", peersIp: t }),
    arrives: "refused",
  },
  "LinuxServerProps.umask": linuxServer((t) => ({ umask: t })),
  "Mosquitto.account": {
    put: (t, { stack }) => void new Mosquitto(stack, "mqtt").account(t),
    arrives: (data) => at(data, "services", "mqtt", "command", "2"),
  },
  "Ntfy.account": {
    put: (t, { stack }) => void new Ntfy(stack, "ntfy").account(t),
    arrives: (data) => at(data, "services", "ntfy", "command", "1"),
  },
  "NtfyProps.everyone": {
    put: (t, { stack }) => void new Ntfy(stack, "ntfy", { everyone: keyed(t, "deny-all") }),
    arrives: (data) => at(data, "services", "ntfy", "command", "2"),
  },
  "RabbitMQ.queue": {
    put: (t, { stack }) => void new RabbitMQ(stack, "mq").queue(t),
    arrives: (data) => at(JSON.parse(file(data, "mq-definitions")), "vhosts", "1", "name"),
  },
  "RabbitMQProps.definitions": {
    put: (t, { stack }) => void new RabbitMQ(stack, "mq", { definitions: { queues: [{ name: t }] } }),
    arrives: (data) => at(JSON.parse(file(data, "mq-definitions")), "queues", "0", "name"),
  },
  "RegistryProxy.url": proxied((t) => ({ url: t }), "remoteurl"),
  "RegistryProxy.username": proxied((t) => ({ username: t }), "username"),
  "AdGuardProps.hostIp": {
    put: (t, { stack }) => void new AdGuard(stack, "dns", { dns: { hostIp: t } }),
    arrives: "refused",
  },
  "HomeAssistantProps.address": {
    put: (t, { stack }) => void new HomeAssistant(stack, "home", { address: t }),
    arrives: "refused",
  },
  "HomeAssistantProps.trustedProxies": {
    put: (t, { app, stack }) => {
      new HomeAssistant(stack, "home", { trustedProxies: [t] }).web.addRoute("home", app({}));
    },
    arrives: (data) => at(parse(file(data, "home-http")), "trusted_proxies", "0"),
  },
  "VpnGatewayProps.addresses": vpn((t) => ({ addresses: [t] }), "WIREGUARD_ADDRESSES"),
  "VpnGatewayProps.cities": vpn((t) => ({ cities: [t] }), "SERVER_CITIES"),
  "VpnGatewayProps.countries": vpn((t) => ({ countries: [t] }), "SERVER_COUNTRIES"),
  "VpnGatewayProps.outside": vpn((t) => ({ outside: [t] }), "FIREWALL_OUTBOUND_SUBNETS"),
  "VpnServer.address": vpnServer((t) => ({ address: t }), "refused"),
  "VpnServer.publicKey": vpnServer((t) => ({ publicKey: t }), environment("vpn", "WIREGUARD_PUBLIC_KEY")),
  "Smtp.host": mail((t) => ({ host: t }), "SMTP_HOST"),
  "Smtp.from": mail((t) => ({ from: t }), "SMTP_FROM"),
  "Smtp.username": mail((t) => ({ username: t }), "SMTP_USERNAME"),
};
