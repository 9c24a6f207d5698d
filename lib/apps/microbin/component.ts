import type { Construct } from "constructs";
import {
  checkProps,
  defaultId,
  Element,
  Secret,
  Service,
  shape,
  text,
  type Value,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { microbin as image } from "../../images/microbin.ts";
import { health } from "../health.ts";
import { type HostPort, ownUrl, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface MicrobinProps {
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
  /** Asks every visitor for the name `microbin` and a password that is made once. Default: whoever reaches it reads and writes. */
  readonly login?: boolean;
  /** Days after which what nobody has read is removed. Default: never. */
  readonly keepDays?: number;
}

const takes = shape.props<MicrobinProps>({ http: hostPort, login: shape.flag, keepDays: shape.whole(1) });

/** MicroBin, for texts and files that are passed on by a link. The administrator is `admin`, with a password that is made once. */
export class Microbin extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;

  constructor(scope: Construct, id: string, props: MicrobinProps = {}) {
    super(scope, id);
    const { http, login = false, keepDays = 0 } = checkProps(this, props, takes) as MicrobinProps;
    this.adminPassword = Secret.generated(this, "admin-password");
    const visitors = login ? Secret.generated(this, "password") : undefined;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: (): Record<string, Value | undefined> => ({
        MICROBIN_BIND: "0.0.0.0",
        MICROBIN_PORT: 8080,
        MICROBIN_PUBLIC_PATH: text`${ownUrl(this.web, http, "localhost:8080")}/`,
        // The image's own is known to everybody.
        MICROBIN_ADMIN_USERNAME: "admin",
        MICROBIN_ADMIN_PASSWORD: text`file://${this.adminPassword.file(rootOnly)}`,
        MICROBIN_BASIC_AUTH_USERNAME: visitors && "microbin",
        MICROBIN_BASIC_AUTH_PASSWORD: visitors && text`file://${visitors.file(rootOnly)}`,
        MICROBIN_DISABLE_TELEMETRY: true,
        MICROBIN_DISABLE_UPDATE_CHECKING: true,
        MICROBIN_EDITABLE: false,
        MICROBIN_GC_DAYS: keepDays,
        MICROBIN_PRIVATE: true,
      }),
      ports: publish(8080, http),
      volumes: [{ volume: new Volume(this, "data", { class: "data" }), target: image.state }],
      // Of all that asks a port, the image has bash alone.
      healthcheck: health(["CMD", "bash", "-c", "</dev/tcp/127.0.0.1/8080"], {
        timeout: "5s",
        retries: 3,
        startPeriod: "10s",
      }),
      memLimit: "256m",
    });
    this.web = this.service.web(8080, {
      tile: { name: "MicroBin", icon: "microbin.png", description: "Texts to pass on" },
      auth: login ? "own" : "none",
    });
  }
}

const rootOnly = { uid: 0, gid: 0, mode: "0400" } as const;
