import { type Copy, copyKey, thisCopy } from "./copy.ts";
import type { Service } from "./service.ts";
import type { Dependency } from "./service-props.ts";
import * as shape from "./shape.ts";
import { Text, unresolved } from "./text.ts";

/** What is spoken at an endpoint. It is part of the type, so that a database cannot be routed to the web. */
export type Protocol = "http" | "https" | "tcp" | "udp" | SqlEngine | "redis" | "mqtt" | "amqp";
export type SqlEngine = "postgres" | "mysql";

/** What a client needs to reach a server: an endpoint of a service here, or an {@link external} one. */
export interface Address<P extends Protocol = Protocol> {
  readonly protocol: P;
  readonly port: number;
  /** The name to reach it by, from wherever the text is put. */
  readonly host: Text;
  /** `host:port`. */
  readonly address: Text;
  /** `http://host:port`, the protocol being the scheme. */
  readonly url: Text;
}

/** Figures in Prometheus' format, which a metrics server reads. */
export interface Metrics {
  /** Default: `/metrics`. */
  readonly path?: string;
}

export interface EndpointOptions {
  /** What must have come about besides the service itself, before whoever uses the endpoint starts. */
  readonly after?: () => readonly Dependency[];
  /** Default: it has none. */
  readonly metrics?: Metrics;
  /** The address by which containers reach it, where its service is on the host's network and has no name. Default: its name. */
  readonly host?: string;
}

export const metricsShape = shape.props<Metrics>({ path: shape.text });
export const endpointShape = shape.props<EndpointOptions>({
  after: shape.callback,
  metrics: metricsShape,
  host: shape.text,
});

/** A port on which a service listens inside its container. To mention it is to depend on it and to share a network. */
export class Endpoint<P extends Protocol = Protocol> implements Address<P> {
  readonly service: Service;
  readonly name: string;
  readonly protocol: P;
  readonly port: number;
  readonly options: EndpointOptions;

  constructor(service: Service, name: string, protocol: P, port: number, options: EndpointOptions = {}) {
    this.service = service;
    this.name = name;
    this.protocol = protocol;
    this.port = port;
    this.options = options;
  }

  get [copyKey](): Copy {
    return thisCopy;
  }

  get host(): Text {
    return new Text([{ kind: "host", endpoint: this, ordered: true }]);
  }

  get address(): Text {
    return new Text([...this.host.parts, `:${this.port}`]);
  }

  /** `http://host:port`, the protocol being the scheme. */
  get url(): Text {
    return new Text([`${this.protocol}://`, ...this.address.parts]);
  }

  /** The name for whoever need not wait for this service to start: a proxy that retries, a dashboard's link. */
  get unorderedHost(): Text {
    return new Text([{ kind: "host", endpoint: this, ordered: false }]);
  }

  /** The same as a URL. */
  get unorderedUrl(): Text {
    return new Text([`${this.protocol}://`, ...this.unorderedHost.parts, `:${this.port}`]);
  }

  toString(): never {
    throw unresolved(`the endpoint "${this.name}" of "${this.service.path}"`);
  }

  toJSON(): never {
    return this.toString();
  }

  [Symbol.toPrimitive](): never {
    return this.toString();
  }
}

/** A server outside this homelab, such as a database on another machine. */
export function external<P extends Protocol>(protocol: P, host: string, port: number): Address<P> {
  const address = `${host}:${port}`;
  return {
    protocol,
    port,
    host: new Text([host]),
    address: new Text([address]),
    url: new Text([`${protocol}://${address}`]),
  };
}
