import {
  Element,
  type Endpoint,
  type PortProps,
  type ReverseProxy,
  type Route,
  type RouteOptions,
  routed,
  type Service,
  type WebEndpoint,
} from "../core/index.ts";

/** Where a tunnel hands requests over. Never published. */
export const tunnelPort = 8000;

/** A hostname, and what it leads to. */
export interface Routed {
  readonly route: Route;
  readonly web: WebEndpoint;
}

/** The host's address and ports that a proxy is published on. */
interface Published {
  readonly hostIp: string;
  /** Default: 80. */
  readonly http?: number;
  /** Default: 443. */
  readonly https?: number;
}

/** A reverse proxy that is configured by one generated file; see `Traefik` and `Nginx`. */
export abstract class ProxyServer extends Element implements ReverseProxy {
  abstract readonly service: Service;
  /** At {@link tunnelPort}. */
  protected abstract readonly entry: Endpoint<"http">;
  /** To be read when all routes are known. */
  protected readonly routes: Routed[] = [];
  /** Whether a tunnel leads to it. To be read when all routes are known. */
  protected isBehindTunnel = false;

  route(host: string, web: WebEndpoint, options: RouteOptions = {}): Route {
    const given = routed(this, { host, web }, options);
    if (given === undefined) return { host, scheme: "https", ingress: this.service };
    const route = web.addRoute(host, this.service, { auth: given.auth, asks: ["basic", "forward"] });
    this.routes.push({ route, web });
    return route;
  }

  tunnelEntry(): Endpoint<"http"> {
    this.isBehindTunnel = true;
    return this.entry;
  }
}

/** The proxy's ports 80 and 443 on the host. */
export function publishedPorts({ hostIp, http = 80, https = 443 }: Published): PortProps[] {
  return [
    { target: 80, published: http, hostIp },
    { target: 443, published: https, hostIp },
  ];
}
