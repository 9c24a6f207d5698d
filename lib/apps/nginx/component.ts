import type { Construct } from "constructs";
import { ConfigFile, checkProps, defaultId, type Endpoint, type Secret, Service, shape } from "../../core/index.ts";
import { nginx as image } from "../../images/nginx.ts";
import { curl } from "../health.ts";
import { ProxyServer, publishedPorts, tunnelPort } from "../proxy-server.ts";
import { secret } from "../shapes.ts";
import { configuration, type Entry, healthPort } from "./configuration.ts";

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
export class Nginx extends ProxyServer {
  readonly service: Service;
  protected readonly entry: Endpoint<"http">;

  constructor(scope: Construct, id: string, props: NginxProps = {}) {
    super(scope, id);
    const { publish } = checkProps(this, props, takes) as NginxProps;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ports: publish ? publishedPorts(publish) : [],
      configs: [
        new ConfigFile(this, "routes", {
          target: "/etc/nginx/conf.d/default.conf",
          content: () => ({ text: configuration(this.routes, this.#entries(publish)) }),
        }),
      ],
      capAdd: Object.keys(image.capabilities),
      healthcheck: curl(`http://127.0.0.1:${healthPort}/`, { timeout: "5s", startPeriod: "10s" }),
      memLimit: "512m",
      // It lets requests under way finish.
      stopGracePeriod: "15s",
    });
    this.entry = this.service.endpoint("tunnel", "http", tunnelPort);
  }

  /** Its ways in. Called when all routes are known. */
  #entries(publish: NginxProps["publish"]): Entry[] {
    const own: Entry[] = publish
      ? [
          {
            kind: "https",
            port: publish.https ?? 443,
            certificate: publish.certificate.file(),
            key: publish.key.file({ mode: "0400" }),
          },
        ]
      : [];
    return [...own, ...(this.isBehindTunnel ? [{ kind: "tunnel" } as const] : [])];
  }
}
