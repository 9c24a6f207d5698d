import { parse } from "yaml";
import {
  AdGuard,
  CAdvisor,
  Dockge,
  Forgejo,
  HomeAssistant,
  Jellyfin,
  LinuxServer,
  Nextcloud,
  NodeExporter,
  Paperless,
  Postgres,
  Prometheus,
  Redis,
  SocketProxy,
  Vaultwarden,
  VpnGateway,
  type VpnGatewayProps,
} from "../../lib/apps/index.ts";
import { at, environment, file, if_, type Place, type Places } from "./place.ts";

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
const linuxServer = (props: (text: string) => object): Place => ({
  put: (t, { stack }) => void new LinuxServer(stack, "app", { app: "sonarr", ...props(t) }),
  arrives: "refused",
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

/** Every text of what people use. */
export const appsPlaces: Places = {
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
  "DockgeProps.stacks": {
    put: (t, { stack }) => void new Dockge(stack, "dockge", { stacks: t }),
    arrives: "refused",
  },
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
