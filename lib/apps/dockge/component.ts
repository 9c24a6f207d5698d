import type { Construct } from "constructs";
import {
  checkProps,
  defaultId,
  Element,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { dockge as image } from "../../images/dockge.ts";
import { mountSocket } from "../engine-socket.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface DockgeProps {
  /** The folder of the Docker host that has the rendered stacks, as `render --out` wrote them. Default: `/opt/stacks`. */
  readonly stacks?: string;
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<DockgeProps>({ stacks: shape.text, http: hostPort });

/**
 * Compose files by a browser: it sees the rendered stacks, starts and stops them. The files are the definition's: it has
 * them read-only, since what is changed in them is lost at the next rendering. Its first visitor makes its administrator.
 */
export class Dockge extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: DockgeProps = {}) {
    super(scope, id);
    const { stacks = "/opt/stacks", http } = checkProps(this, props, takes);
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      // Compose inside has to find the folder at the path that it has on the host.
      environment: { DOCKGE_STACKS_DIR: stacks },
      ports: publish(5001, http),
      volumes: [
        mountSocket(),
        { bind: stacks, target: stacks, readOnly: true },
        { volume: new Volume(this, "data", { class: "database" }), target: image.state },
      ],
      healthcheck: health(["CMD", "extra/healthcheck"], { startPeriod: "60s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(5001, {
      auth: "own",
      tile: { name: "Dockge", group: "Management", icon: "dockge.png", description: "Compose stacks" },
    });
    this.acknowledge("HL100", "it is there to run Compose: whoever signs in is root on the host");
  }
}
