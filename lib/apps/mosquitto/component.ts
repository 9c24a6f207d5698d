import type { Construct } from "constructs";
import {
  type Address,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Endpoint,
  Secret,
  Service,
  shape,
  Volume,
} from "../../core/index.ts";
import { mosquitto as image } from "../../images/mosquitto.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

const { pinned, state } = image;
const script = "/usr/local/bin/start-mosquitto";
const config = "/etc/mosquitto-server.conf";
const runtime = "/run/mosquitto";

export interface MosquittoProps {
  /** Publishes MQTT on the host, for devices outside of it. Default: not published. */
  readonly mqtt?: HostPort;
}

/** What a client needs to log in to a broker. */
export interface MqttAccount {
  readonly endpoint: Address<"mqtt">;
  readonly user: string;
  readonly password: Secret;
}

const takes = shape.props<MosquittoProps>({ mqtt: hostPort });

/**
 * Mosquitto, an MQTT broker. Nobody gets in without an account of {@link account}; whoever has one may read and write every
 * topic. Messages that wait for a client, and those that are retained, survive a restart.
 */
export class Mosquitto extends Element {
  readonly service: Service;
  readonly endpoint: Endpoint<"mqtt">;
  readonly #accounts = new Map<string, MqttAccount>();
  readonly #probe: Secret;

  constructor(scope: Construct, id: string, props: MosquittoProps = {}) {
    super(scope, id);
    const { mqtt } = checkProps(this, props, takes) as MosquittoProps;
    this.#probe = Secret.generated(this, "probe-password");
    const file = (name: string, target: string, template: string) =>
      new ConfigFile(this, name, { target, content: { template, values: {} } });
    this.service = new Service(this, defaultId, {
      image: pinned,
      command: () => ["sh", script, ...[...this.#accounts.keys()].sort()],
      environment: () => ({
        probe_PASSWORD_FILE: this.#probe.file(rootOnly),
        ...Object.fromEntries(
          [...this.#accounts].map(([user, { password }]) => [variableOf(user), password.file(rootOnly)]),
        ),
        // Where the health command finds its account.
        XDG_CONFIG_HOME: runtime,
      }),
      ports: publish(1883, mqtt),
      configs: [file("config", config, "mosquitto/mosquitto.conf"), file("start", script, "mosquitto/start.sh")],
      volumes: [{ volume: new Volume(this, "data", { class: "data" }), target: state }],
      tmpfs: { [runtime]: "size=1m,mode=0711", "/mosquitto/log": "size=1m" },
      capAdd: Object.keys(image.capabilities),
      healthcheck: health(
        ["CMD", "mosquitto_sub", "-h", "127.0.0.1", "-t", "$SYS/broker/uptime", "-C", "1", "-W", "5"],
        {
          retries: 3,
          startPeriod: "10s",
        },
      ),
      memLimit: "256m",
      stopGracePeriod: "30s",
    });
    this.endpoint = this.service.endpoint("mqtt", "mqtt", 1883);
  }

  /**
   * An account, with a password that is made once. Removing the call later removes the account.
   *
   * @param user lowercase letters, digits and `-`, beginning with a letter; each for one client
   */
  account(user: string): MqttAccount {
    const taken = this.#accounts.get(user);
    if (taken !== undefined || !/^[a-z][a-z0-9-]{0,62}$/.test(user) || user === "probe") {
      this.report({
        code: taken ? "HL001" : "HL078",
        message: `the account ${JSON.stringify(user)} ${taken ? "is taken: each client has its own" : "cannot have that name"}`,
        exists: [...this.#accounts.keys()].sort(),
        fix: "use another name, of lowercase letters, digits and '-', beginning with a letter, other than `probe`",
      });
      if (taken) return taken;
    }
    const account = { endpoint: this.endpoint, user, password: Secret.generated(this, `${user}-password`) };
    this.#accounts.set(user, account);
    return account;
  }
}

/** Root's start script reads them, and the server what it makes of them. */
const rootOnly = { uid: 0, gid: 0, mode: "0400" } as const;

function variableOf(user: string): string {
  return `${user.replaceAll("-", "_")}_PASSWORD_FILE`;
}
