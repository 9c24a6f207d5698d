import type { Construct } from "constructs";
import {
  type ConfigData,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  Homelab,
  type MetricsServer,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { prometheus as image } from "../../images/prometheus.ts";
import { wget } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { owned } from "../owned.ts";
import { hostPort } from "../shapes.ts";
import { scrapesOf } from "./scrapes.ts";

export interface PrometheusProps {
  /** How long figures are kept, as Prometheus writes it: `90d`, `1y`. Default: `30d`. */
  readonly retention?: string;
  /** The disk that they may take, beyond which the oldest go: `10GB`. Default: no limit. */
  readonly retentionSize?: string;
  /** How often each endpoint is read: `15s`. Default: `30s`. */
  readonly interval?: string;
  /** Further entries of `scrape_configs`, for what is outside of this homelab. Default: none. */
  readonly scrapes?: readonly ConfigData[];
  /** Publishes it on the host too; it has no login. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<PrometheusProps>({
  retention: shape.text,
  retentionSize: shape.text,
  interval: shape.text,
  scrapes: shape.list(shape.anything),
  http: hostPort,
});

const configPath = "/etc/prometheus/prometheus.yml";
const data = "/prometheus";

/** Reads and keeps the figures of every endpoint of the homelab that has `metrics`. It has no login of its own. */
export class Prometheus extends Element implements MetricsServer, Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: PrometheusProps = {}) {
    super(scope, id);
    const { retention = "30d", retentionSize, interval = "30s", scrapes = [], http } = checkProps(this, props, takes);
    this.#check("retention", retention, duration);
    this.#check("interval", interval, duration);
    if (retentionSize !== undefined) this.#check("retentionSize", retentionSize, /^[1-9]\d*(B|KB|MB|GB|TB)$/);
    const mount = { volume: new Volume(this, "data", { class: "data" }), target: data };
    const owner = `${image.uid}:${image.uid}`;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      user: owner,
      // What is kept is said by flags: as settings of the file only the newest versions take it.
      command: [
        `--config.file=${configPath}`,
        `--storage.tsdb.path=${data}`,
        `--storage.tsdb.retention.time=${retention}`,
        ...(retentionSize === undefined ? [] : [`--storage.tsdb.retention.size=${retentionSize}`]),
      ],
      ports: publish(9090, http),
      volumes: [mount],
      configs: [
        new ConfigFile(this, "config", {
          target: configPath,
          content: () => ({
            yaml: {
              global: { scrape_interval: interval },
              scrape_configs: [...scrapesOf(Homelab.of(this)), ...scrapes],
            },
          }),
        }),
      ],
      dependsOn: [owned(this, image.pinned, mount, owner)],
      healthcheck: wget("http://127.0.0.1:9090/-/healthy", { startPeriod: "30s" }),
      memLimit: "2g",
      // It writes down what it holds in memory.
      stopGracePeriod: "60s",
    });
    this.web = this.service.web(9090, {
      auth: "none",
      metrics: {},
      tile: { name: "Prometheus", group: "Monitoring", icon: "prometheus.png", description: "Figures" },
    });
  }

  get api(): WebEndpoint {
    return this.web;
  }

  #check(name: string, given: string, pattern: RegExp): void {
    if (pattern.test(given)) return;
    this.report({
      code: "HL078",
      message: `${name} is ${JSON.stringify(given)}, which Prometheus does not take`,
      fix: name === "retentionSize" ? "write a whole number and its unit, `10GB`" : "write numbers and units, `90d`",
    });
  }
}

/** Prometheus' durations (prometheus/common, model/time.go): each unit at most once, the greater ones first. */
const duration = /^(?=[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;
