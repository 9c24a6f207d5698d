import type { Construct } from "constructs";
import {
  checkProps,
  defaultId,
  Element,
  Secret,
  Service,
  shape,
  text,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { portainer as image } from "../../images/portainer.ts";
import { mountSocket } from "../engine-socket.ts";
import { wget } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";
import { SignOnTask } from "../sign-on.ts";

export interface PortainerProps {
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<PortainerProps>({ http: hostPort });

/**
 * The engine by a browser: it sees this homelab's stacks as Compose projects, and can do anything to them. Its administrator
 * is `admin`, with a password that is generated.
 */
export class Portainer extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;

  constructor(scope: Construct, id: string, props: PortainerProps = {}) {
    super(scope, id);
    const { http } = checkProps(this, props, takes);
    this.adminPassword = Secret.generated(this, "admin-password");
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      command: () => [
        "--http-enabled",
        "--admin-password-file",
        this.adminPassword.file({ mode: "0400" }),
        ...this.#trusted(),
      ],
      ports: publish(9000, http),
      volumes: [mountSocket(), { volume: new Volume(this, "data", { class: "database" }), target: image.state }],
      healthcheck: wget("http://127.0.0.1:9000/api/system/status", { startPeriod: "30s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(9000, {
      auth: "own",
      oidc: { redirectPaths: ["/"] },
      tile: { name: "Portainer", group: "Management", icon: "portainer.png", description: "Containers" },
    });
    new SignOnTask(this, this.service, {
      web: () => this.web,
      template: "portainer/sign-on.sh",
      environment: (client) => ({
        ADMIN_PASSWORD_FILE: this.adminPassword.file(),
        ...(client && {
          SIGN_ON_AUTHORIZE: client.endpoints.authorization,
          SIGN_ON_ACCESS: client.endpoints.token,
          SIGN_ON_USERINFO: client.endpoints.userinfo,
          // It knows one address to come back to: the first hostname's.
          SIGN_ON_BACK: text`${this.web.publicUrl}/`,
        }),
      }),
      // The image declares it a volume: uncovered, each run would leave an empty one without a name behind.
      tmpfs: { [image.state]: "size=1m" },
    });
    this.acknowledge("HL100", "it is there to control the engine: whoever signs in is root on the host");
  }

  /** The names that it is called by through a proxy, which it would else take for somebody else's pages. */
  #trusted(): string[] {
    const hosts = this.web.routes.map(({ host }) => host);
    return hosts.length === 0 ? [] : [`--trusted-origins=${hosts.join(",")}`];
  }
}
