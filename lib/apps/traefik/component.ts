import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  type Endpoint,
  Homelab,
  Service,
  shape,
  type Value,
  Volume,
} from "../../core/index.ts";
import { traefik as image } from "../../images/traefik.ts";
import { health } from "../health.ts";
import { ProxyServer, publishedPorts, tunnelPort } from "../proxy-server.ts";
import { routingTable } from "./routes.ts";
import { type Settings, settings, storage } from "./settings.ts";

export interface TraefikProps {
  /** Publishes it on the host: ports 80 and 443 of `hostIp`, or others. Default: not published, as behind a tunnel. */
  readonly publish?: { readonly hostIp: string; readonly http?: number; readonly https?: number };
  /** Certificates from Let's Encrypt. Default: one that Traefik signs itself, of which browsers warn. */
  readonly acme?: Acme;
}

export interface Acme {
  /** Where the authority writes to before a certificate expires. */
  readonly email: string;
  /**
   * Proves the names by DNS, for which port 80 need not be reachable: one certificate for the domain and all names
   * directly below it. `provider` is lego's code (`cloudflare`), `environment` its credentials, each variable also with
   * `_FILE`. Default: by HTTP on port 80, a certificate for each name.
   */
  readonly dns?: { readonly provider: string; readonly environment: { readonly [name: string]: Value } };
  /** The authority's directory. Default: Let's Encrypt's. */
  readonly server?: string;
}

const port = shape.whole(1, 65535);

const takes = shape.props<TraefikProps>({
  publish: shape.props<NonNullable<TraefikProps["publish"]>>({
    hostIp: shape.needed(shape.text),
    http: port,
    https: port,
  }),
  acme: shape.props<Acme>({
    email: shape.needed(shape.text),
    dns: shape.props<NonNullable<Acme["dns"]>>({
      provider: shape.needed(shape.text),
      environment: shape.needed(shape.map(shape.anything)),
    }),
    server: shape.text,
  }),
});

/**
 * Traefik, without the engine's socket: its whole routing table is one generated file. The file is copied in as all
 * configuration is, so that a changed route replaces this one container and no app's; requests fail until it runs again.
 * That is one mechanism for both targets and for remote hosts, while a watched folder would take a writer beside it.
 */
export class Traefik extends ProxyServer {
  readonly service: Service;
  protected readonly entry: Endpoint<"http">;

  constructor(scope: Construct, id: string, props: TraefikProps = {}) {
    super(scope, id);
    const { publish, acme } = checkProps(this, props, takes) as TraefikProps;
    const { domain, domains = [] } = Homelab.of(this).props;
    const file = (name: string, content: ConfigFile["props"]["content"]) =>
      new ConfigFile(this, name, { target: `/etc/traefik/${name}.yml`, content });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: acme?.dns?.environment ?? {},
      ports: publish ? publishedPorts(publish) : [],
      configs: [
        file("traefik", () => ({
          yaml: settings({
            behindTunnel: this.isBehindTunnel,
            httpsPort: publish?.https ?? 443,
            names: [...(domain === undefined ? [] : [domain]), ...domains],
            ...(acme && { acme: withoutCredentials(acme) }),
          }),
        })),
        file("routes", () => ({ yaml: routingTable(this.routes, this.isBehindTunnel) })),
      ],
      volumes: acme ? [{ volume: new Volume(this, "acme", { class: "data" }), target: storage }] : [],
      healthcheck: health(["CMD", "traefik", "healthcheck"], { startPeriod: "10s" }),
      memLimit: "512m",
      // It lets requests under way finish, for 10 seconds at most.
      stopGracePeriod: "15s",
    });
    this.entry = this.service.endpoint("tunnel", "http", tunnelPort);
  }
}

function withoutCredentials({ email, server, dns }: Acme): NonNullable<Settings["acme"]> {
  return { email, ...(server !== undefined && { server }), ...(dns && { dnsProvider: dns.provider }) };
}
