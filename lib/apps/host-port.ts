import { type PortProps, type Text, text, type WebEndpoint } from "../core/index.ts";

/** A port of the Docker host that an app is published on, besides what an ingress routes to it. */
export interface HostPort {
  /** 1 to 65535. */
  readonly hostPort: number;
  /** The host's address that it listens on. Default: `127.0.0.1`, reachable from the host alone. */
  readonly hostIp?: string;
}

/** Publishes the container's port `target` where the app is asked to be. */
export function publish(target: number, port: HostPort | undefined): PortProps[] {
  if (port === undefined) return [];
  return [{ target, published: port.hostPort, ...(port.hostIp !== undefined && { hostIp: port.hostIp }) }];
}

/** The host names, with their port, by which a published app is called on the host's network. */
export function publishedHosts(port: HostPort | undefined): string[] {
  if (port === undefined) return [];
  const { hostIp = "127.0.0.1", hostPort } = port;
  const own = ["0.0.0.0", "::", "127.0.0.1"].includes(hostIp) ? ["127.0.0.1"] : [hostIp];
  return ["localhost", ...own].map((host) => `${host.includes(":") ? `[${host}]` : host}:${hostPort}`);
}

/** Every name by which an app is called, each once and sorted: of its routes, of its published port, and what is added. */
export function calledBy(web: WebEndpoint, port: HostPort | undefined, more: readonly string[] = []): string[] {
  return [...new Set([...web.routes.map((route) => route.host), ...publishedHosts(port), ...more])].sort();
}

/**
 * The address of an app that its links are made of: of its first route, else of its published port. To be called when all
 * routes are known.
 *
 * @param inside host and port where it has neither
 */
export function ownUrl(web: WebEndpoint, port: HostPort | undefined, inside: string): Text {
  return web.isRouted ? web.publicUrl : text`http://${publishedHosts(port)[0] ?? inside}`;
}

/**
 * The scheme by which every visitor comes: `undefined` where there is no route, and where some come by another one, as they do
 * by a published port, on which nothing speaks TLS.
 */
export function onlyScheme(web: WebEndpoint, port: HostPort | undefined): "http" | "https" | undefined {
  const schemes = new Set(web.routes.map(({ scheme }) => scheme));
  return port === undefined && schemes.size === 1 ? [...schemes][0] : undefined;
}
