import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { nginx as image } from "../../images/nginx.ts";
import { curl } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface StaticSiteProps {
  /** The folder of the Docker host that it shows. Default: a volume, `content`, for another service to write to. */
  readonly folder?: string;
  /** Whether every path that is no file shows `index.html`, as apps in the browser want it. Default: false, 404. */
  readonly singlePage?: boolean;
  /** The name on the dashboard. Default: no tile. */
  readonly title?: string;
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<StaticSiteProps>({
  folder: shape.text,
  singlePage: shape.flag,
  title: shape.text,
  http: hostPort,
});

const root = "/srv/site";
const healthPort = 8081;

/** Files, shown as they are. It asks nobody who they are. */
export class StaticSite extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;
  /** What it shows, unless that is a folder of the host. */
  readonly content: Volume | undefined;

  constructor(scope: Construct, id: string, props: StaticSiteProps = {}) {
    super(scope, id);
    const { folder, singlePage = false, title, http } = checkProps(this, props, takes);
    this.content = folder === undefined ? new Volume(this, "content", { class: "data" }) : undefined;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ports: publish(80, http),
      volumes: [
        this.content
          ? { volume: this.content, target: root, readOnly: true }
          : { bind: folder ?? "", target: root, readOnly: true, createHostPath: false },
      ],
      configs: [
        new ConfigFile(this, "server", {
          target: "/etc/nginx/conf.d/default.conf",
          content: { text: configuration(singlePage) },
        }),
      ],
      capAdd: Object.keys(image.capabilities),
      healthcheck: curl(`http://127.0.0.1:${healthPort}/`, { timeout: "5s", startPeriod: "10s" }),
      memLimit: "128m",
    });
    this.web = this.service.web(80, { auth: "none", ...(title !== undefined && { tile: { name: title } }) });
  }
}

function configuration(singlePage: boolean): string {
  return `${[
    "server_tokens off;",
    "server {",
    `    listen 127.0.0.1:${healthPort};`,
    "    access_log off;",
    "    return 200;",
    "}",
    "server {",
    "    listen 80 default_server;",
    `    root ${root};`,
    "    index index.html;",
    // Behind a proxy it does not know by which name, scheme and port it was asked for.
    "    absolute_redirect off;",
    "    add_header X-Content-Type-Options nosniff always;",
    // What editors and version control leave behind is nobody's to see.
    "    location ~ /\\.(?!well-known/) { return 404; }",
    `    location / { try_files $uri $uri/ ${singlePage ? "/index.html" : "=404"}; }`,
    "}",
  ].join("\n")}\n`;
}
