import type { Construct } from "constructs";
import {
  checkProps,
  type DockerApi,
  defaultId,
  Element,
  Service,
  Stack,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { uptimeKuma as image } from "../../images/uptime-kuma.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";

export interface UptimeKumaProps {
  /** The engine whose containers monitors may watch: as a Docker host of the type TCP, at `tcp://<proxy>:2375`. Default: none. */
  readonly docker?: DockerApi;
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<UptimeKumaProps>({ docker: capability, http: hostPort });

/**
 * Watches what answers, and tells when it does not. Its monitors, and its administrator, who is made by its first visitor,
 * are its own data: no definition says them.
 */
export class UptimeKuma extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: UptimeKumaProps = {}) {
    super(scope, id);
    const { docker, http } = checkProps(this, props, takes);
    const access = docker?.access({ containers: "read" });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: { UPTIME_KUMA_DB_TYPE: "sqlite" },
      ports: publish(3001, http),
      networks: [Stack.of(this).defaultNetwork, ...(access ? [access.network] : [])],
      volumes: [{ volume: new Volume(this, "data", { class: "database" }), target: image.state }],
      capAdd: Object.keys(image.capabilities),
      healthcheck: health(["CMD", "extra/healthcheck"], { timeout: "30s", startPeriod: "180s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(3001, {
      auth: "own",
      tile: { name: "Uptime Kuma", group: "Monitoring", icon: "uptime-kuma.png", description: "What answers" },
    });
  }
}
