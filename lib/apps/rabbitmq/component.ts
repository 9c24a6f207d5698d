import type { Construct } from "constructs";
import {
  type Address,
  type ConfigData,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Endpoint,
  Secret,
  Service,
  shape,
  type Text,
  text,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { rabbitmq as image } from "../../images/rabbitmq.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

const { owner, pinned, state } = image;

export interface RabbitMQProps {
  /** Memory for messages, in MiB; beyond it publishers wait. The container may use twice as much. Default: 512. */
  readonly memory?: number;
  /** Publishes the management's pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /**
   * What else is to be there, by the keys of RabbitMQ's definitions: `{ queues: […], exchanges: […], bindings: […],
   * policies: […] }`. It is made or changed at each start; what is removed here stays.
   */
  readonly definitions?: { readonly [key: string]: readonly ConfigData[] };
}

/** What a client needs to use a virtual host of its own. */
export interface MessageQueue {
  readonly endpoint: Address<"amqp">;
  readonly virtualHost: string;
  readonly user: string;
  readonly password: Secret;
  /** `amqp://user:password@host:port/virtual-host`, the password percent-encoded. */
  readonly url: Text;
}

const takes = shape.props<RabbitMQProps>({
  memory: shape.whole(128),
  http: hostPort,
  definitions: shape.map(shape.list(shape.anything)),
});

/**
 * RabbitMQ, with its management. Each client gets a virtual host, a user and a password of its own from {@link queue}; all
 * are defined again at each start, so that a rotated password takes effect. The administrator is `admin`.
 *
 * The data folder belongs to a node's name, and that to the container's host name: it is fixed, whatever the service is called.
 */
export class RabbitMQ extends Element implements Web {
  readonly service: Service;
  readonly endpoint: Endpoint<"amqp">;
  /** The management's pages. */
  readonly web: WebEndpoint;
  /** Of the user `admin`. */
  readonly password: Secret;
  readonly #queues = new Map<string, MessageQueue>();

  constructor(scope: Construct, id: string, props: RabbitMQProps = {}) {
    super(scope, id);
    const { memory = 512, http, definitions = {} } = checkProps(this, props, takes) as RabbitMQProps;
    this.password = Secret.generated(this, "password");
    this.service = new Service(this, defaultId, {
      image: pinned,
      hostname: "rabbitmq",
      ports: publish(15672, http),
      configs: [
        new ConfigFile(this, "config", {
          target: "/etc/rabbitmq/conf.d/90-homelab.conf",
          content: { text: settings(memory) },
        }),
        new ConfigFile(this, "definitions", {
          target: definitionsFile,
          content: () => ({ json: this.#definitions(definitions) }),
          ...owner,
        }),
      ],
      volumes: [{ volume: new Volume(this, "data", { class: "data" }), target: state }],
      capAdd: Object.keys(image.capabilities),
      // Each asking starts a second runtime beside the server's.
      healthcheck: health(["CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"], {
        interval: "30s",
        timeout: "30s",
        retries: 3,
        startPeriod: "120s",
        startInterval: "10s",
      }),
      memLimit: `${2 * memory}m`,
      stopGracePeriod: "60s",
    });
    this.endpoint = this.service.endpoint("amqp", "amqp", 5672);
    this.web = this.service.web(15672, {
      name: "management",
      tile: { name: "RabbitMQ", icon: "rabbitmq.png", description: "Message queues" },
      auth: "own",
    });
  }

  /**
   * A virtual host with a user of the same name who may do everything in it and nothing elsewhere. Removing the call later
   * leaves both where they are.
   *
   * @param name lowercase letters, digits, `-` and `_`, beginning with a letter; each for one client
   */
  queue(name: string): MessageQueue {
    const taken = this.#queues.get(name);
    if (taken !== undefined || !/^[a-z][a-z0-9_-]{0,62}$/.test(name) || name === "admin") {
      this.report({
        code: taken ? "HL001" : "HL078",
        message: `the virtual host ${JSON.stringify(name)} ${taken ? "is taken: each client has its own" : "cannot have that name"}`,
        exists: [...this.#queues.keys()].sort(),
        fix: "use another name, of lowercase letters, digits, '-' and '_', beginning with a letter, other than `admin`",
      });
      if (taken) return taken;
    }
    const { endpoint } = this;
    const password = Secret.generated(this, `${name}-password`);
    const url = text`amqp://${name}:${password.uriEncoded}@${endpoint.address}/${name}`;
    const made = { endpoint, virtualHost: name, user: name, password, url };
    this.#queues.set(name, made);
    return made;
  }

  #definitions(more: NonNullable<RabbitMQProps["definitions"]>): ConfigData {
    const queues = [...this.#queues.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
    const all = { configure: ".*", write: ".*", read: ".*" };
    const own: { readonly [key: string]: readonly ConfigData[] } = {
      vhosts: ["/", ...queues.map(({ virtualHost }) => virtualHost)].map((name) => ({ name })),
      users: [
        { name: "admin", password: this.password, tags: ["administrator"] },
        ...queues.map(({ user, password }) => ({ name: user, password, tags: [] })),
      ],
      permissions: [
        { user: "admin", vhost: "/", ...all },
        ...queues.flatMap(({ user, virtualHost: vhost }) => [
          { user, vhost, ...all },
          { user: "admin", vhost, ...all },
        ]),
      ],
    };
    const keys = [...new Set([...Object.keys(own), ...Object.keys(more)])];
    return Object.fromEntries(keys.map((key) => [key, [...(own[key] ?? []), ...(more[key] ?? [])]]));
  }
}

const definitionsFile = "/etc/rabbitmq/homelab-definitions.json";

function settings(memory: number): string {
  return `load_definitions = ${definitionsFile}\nvm_memory_high_watermark.absolute = ${memory}MiB\n`;
}
