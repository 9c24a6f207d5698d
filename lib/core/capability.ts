import type { Address, SqlEngine } from "./endpoint.ts";
import type { Secret } from "./secret.ts";
import type { Route, WebEndpoint } from "./web.ts";

// Components ask for what they need, not for who provides it: an external database, or Traefik in place of a tunnel, fits.

/** A database of one consumer, with a role and a password of its own. */
export interface SqlDatabase<E extends SqlEngine = SqlEngine> {
  readonly engine: E;
  readonly endpoint: Address<E>;
  /** The database's name. */
  readonly database: string;
  readonly user: string;
  readonly password: Secret;
}

/** A key-value server that speaks Redis' protocol. */
export interface KeyValue {
  readonly endpoint: Address<"redis">;
  /** Default: none is asked for. */
  readonly password?: Secret;
}

/** An app that people visit with a browser. */
export interface Web {
  readonly web: WebEndpoint;
}

/** What leads hostnames to web endpoints: a tunnel, a reverse proxy. */
export interface Ingress {
  /**
   * Leads a hostname to an app. A name without a dot (`"git"`) stands below the homelab's domain, `"@"` is the domain
   * itself. From the route follow the app's public URL, its allowed hosts, the shared network and the dashboard's tile.
   */
  route(host: string, web: WebEndpoint): Route;
}
