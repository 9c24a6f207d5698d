import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Endpoint,
  type ReverseProxy,
  type Route,
  type RouteOptions,
  routeShape,
  type Secret,
  Service,
  shape,
  type WebEndpoint,
} from "../../core/index.ts";
import { nginx as image } from "../../images/nginx.ts";
import { curl } from "../health.ts";
import { secret } from "../shapes.ts";
import { configuration, type Entry, healthPort, type Routed, tunnelPort } from "./configuration.ts";

export interface NginxProps {
  /** Publishes it on the host: ports 80 and 443 of `hostIp`, or others. Default: not published, as behind a tunnel. */
  readonly publish?: {
    readonly hostIp: string;
    readonly http?: number;
    readonly https?: number;
    /** PEM, with the certificates that signed it behind it; for every name that is routed. nginx gets none by itself. */
    readonly certificate: Secret;
    /** PEM. */
    readonly key: Secret;
  };
}

const port = shape.whole(1, 65535);

const takes = shape.props<NginxProps>({
  publish: shape.props<NonNullable<NginxProps["publish"]>>({
    hostIp: shape.needed(shape.text),
    http: port,
    https: port,
    certificate: shape.needed(secret),
    key: shape.needed(secret),
  }),
});

/** nginx as a reverse proxy, whose whole configuration is one generated file: a changed route replaces this container alone. */
export class Nginx extends Element implements ReverseProxy {
  readonly service: Service;
  readonly #routes: Routed[] = [];
  readonly #entry: Endpoint<"http">;
  #isBehindTunnel = false;

  constructor(scope: Construct, id: string, props: NginxProps = {}) {
    super(scope, id);
    const { publish } = checkProps(this, props, takes) as NginxProps;
    const { hostIp = "", http = 80, https = 443 } = publish ?? {};
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ports: publish
        ? [
            { target: 80, published: http, hostIp },
            { target: 443, published: https, hostIp },
          ]
        : [],
      configs: [
        new ConfigFile(this, "routes", {
          target: "/etc/nginx/conf.d/default.conf",
          content: () => ({ text: configuration(this.#routes, this.#entries(publish, https)) }),
        }),
      ],
      capAdd: Object.keys(image.capabilities),
      healthcheck: curl(`http://127.0.0.1:${healthPort}/`, { timeout: "5s", startPeriod: "10s" }),
      memLimit: "512m",
      // It lets requests under way finish.
      stopGracePeriod: "15s",
    });
    this.#entry = this.service.endpoint("tunnel", "http", tunnelPort);
  }

  route(host: string, web: WebEndpoint, options: RouteOptions = {}): Route {
    const { auth } = checkProps(this, options, routeShape, ["route"]);
    const route = web.addRoute(host, this.service, { auth, asks: ["basic", "forward"] });
    this.#routes.push({ route, web });
    return route;
  }

  tunnelEntry(): Endpoint<"http"> {
    this.#isBehindTunnel = true;
    return this.#entry;
  }

  /** Its ways in. Called when all routes are known. */
  #entries(publish: NginxProps["publish"], https: number): Entry[] {
    const own: Entry[] = publish
      ? [
          {
            kind: "https",
            port: https,
            certificate: publish.certificate.file(),
            key: publish.key.file({ mode: "0400" }),
          },
        ]
      : [];
    return [...own, ...(this.#isBehindTunnel ? [{ kind: "tunnel" } as const] : [])];
  }
}
