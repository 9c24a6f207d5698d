import type { PortProps } from "../core/index.ts";

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
