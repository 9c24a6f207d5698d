import type { Construct } from "constructs";
import { checkProps, Element } from "./element.ts";
import { Endpoint, type EndpointOptions, endpointShape, type Protocol } from "./endpoint.ts";
import type { ServiceProps } from "./service-props.ts";
import * as shape from "./shape.ts";
import { type Lazy, Text } from "./text.ts";
import { type NamedWebOptions, WebEndpoint, webShape } from "./web.ts";

const addressShape = shape.props<{ name: string; protocol: string; port: number }>({
  name: shape.needed(shape.text),
  protocol: shape.needed(shape.text),
  port: shape.needed(shape.whole(1, 65535)),
});

/** One container. What has no component of its own is a Service with the same features. */
export class Service extends Element {
  readonly props: ServiceProps;
  readonly endpoints: Endpoint[] = [];
  readonly #overrides: Partial<ServiceProps>[] = [];

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    this.props = props;
  }

  /** Names a port on which the service listens, for others to refer to. */
  endpoint<P extends Protocol>(name: string, protocol: P, port: number, options: EndpointOptions = {}): Endpoint<P> {
    const own = checkProps(this, options, endpointShape, ["endpoint"]);
    const usable = checkProps(this, { name, protocol, port }, addressShape, ["endpoint"]);
    const endpoint = new Endpoint(this, usable.name ?? "unnamed", usable.protocol ?? protocol, usable.port ?? 1, own);
    this.endpoints.push(endpoint);
    return endpoint;
  }

  /** Names a port that serves web pages, which an ingress can route. */
  web(port: number, options: NamedWebOptions = {}): WebEndpoint {
    const { name = "web", protocol = "http", ...rest } = checkProps(this, options, webShape, ["web"]);
    const usable = checkProps(this, { name, protocol, port }, addressShape, ["web"]);
    const endpoint = new WebEndpoint(this, name, protocol, usable.port ?? 1, rest);
    this.endpoints.push(endpoint);
    return endpoint;
  }

  /** The container's name on the engine, for what looks at containers from outside. */
  get container(): Text {
    return new Text([{ kind: "container", service: this }]);
  }

  /**
   * The escape hatch: sets properties after the component has set its own. Maps (`environment`, `labels`, `sysctls`,
   * `ulimits`, `extraHosts`, `tmpfs`) are merged key by key, everything else is replaced. The result is checked as all
   * else is, and reaches every target.
   */
  override(props: Partial<ServiceProps>): this {
    this.#overrides.push(props);
    return this;
  }

  /** The properties with all overrides applied, in the order they were made. */
  get effectiveProps(): ServiceProps {
    return this.#overrides.reduce<ServiceProps>(merge, this.props);
  }
}

/** A service that is there only where something needs it, which shows when all routes are known. */
export class ConditionalService extends Service {
  readonly isNeeded: () => boolean;

  constructor(scope: Construct, id: string, isNeeded: () => boolean, props: ServiceProps) {
    super(scope, id, props);
    this.isNeeded = isNeeded;
  }
}

const plainMaps = ["labels", "sysctls", "ulimits", "extraHosts", "tmpfs"] as const;

function merge(base: ServiceProps, patch: Partial<ServiceProps>): ServiceProps {
  const both = plainMaps.filter((key) => base[key] !== undefined && patch[key] !== undefined);
  return {
    ...base,
    ...patch,
    ...Object.fromEntries(both.map((key) => [key, { ...base[key], ...patch[key] }])),
    ...(base.environment !== undefined &&
      patch.environment !== undefined && {
        environment: () => ({ ...evaluate(base.environment), ...evaluate(patch.environment) }),
      }),
  };
}

/** The value itself, whether it was given at once or by a function. */
export function evaluate<T>(lazy: Lazy<T>): T {
  return typeof lazy === "function" ? (lazy as () => T)() : lazy;
}
