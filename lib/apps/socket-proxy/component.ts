import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  type DockerAccess,
  type DockerApi,
  type DockerRights,
  defaultId,
  dockerRightsShape,
  Element,
  type Endpoint,
  Network,
  Service,
  shape,
} from "../../core/index.ts";
import { haproxy as image } from "../../images/haproxy.ts";
import { mountSocket } from "../engine-socket.ts";
import { health } from "../health.ts";
import { configuration, port } from "./rules.ts";

export interface SocketProxyProps {
  /** Where the engine's socket lies on the host. Default: `/var/run/docker.sock`. */
  readonly socket?: string;
}

const takes = shape.props<SocketProxyProps>({ socket: shape.text });

/**
 * The engine's socket for others, of which it lets through what they ask for and nothing else: none may create a container,
 * run a command in one, or read its files. Who refers to one proxy may do what any of them may; give who is to do less a
 * proxy of its own.
 */
export class SocketProxy extends Element implements DockerApi {
  readonly service: Service;
  readonly network: Network;
  readonly #endpoint: Endpoint<"tcp">;
  readonly #granted: DockerRights[] = [];

  constructor(scope: Construct, id: string, props: SocketProxyProps = {}) {
    super(scope, id);
    const { socket } = checkProps(this, props, takes);
    this.network = new Network(this, "network", { internal: true });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      // The socket is root's and a group's whose number differs from host to host.
      user: "0:0",
      networks: [this.network],
      volumes: [mountSocket(socket)],
      configs: [
        new ConfigFile(this, "config", {
          target: "/usr/local/etc/haproxy/haproxy.cfg",
          content: () => ({ text: configuration(this.#granted) }),
        }),
      ],
      healthcheck: health(["CMD", "bash", "-c", engineAnswers], { timeout: "5s", retries: 3, startPeriod: "5s" }),
      memLimit: "128m",
      // The image's signal waits for who follows events or figures: for ever.
      stopSignal: "SIGTERM",
    });
    this.#endpoint = this.service.endpoint("docker", "tcp", port);
    this.acknowledge("HL100", "it lets through what its consumers ask for, and none of that gives the host away");
    this.acknowledge("HL127", "the socket is root's; it has no capability besides");
  }

  access(rights: DockerRights): DockerAccess {
    this.#granted.push(checkProps(this, rights, dockerRightsShape, ["access"]));
    return { endpoint: this.#endpoint, network: this.network };
  }
}

/** The image has bash, and no client. The engine itself is asked, through the proxy. */
const engineAnswers = [
  `exec 3<>/dev/tcp/127.0.0.1/${port}`,
  "printf 'GET /_ping HTTP/1.1\\r\\nHost: docker\\r\\nConnection: close\\r\\n\\r\\n' >&3",
  "grep -q '^HTTP/1.1 200' <&3",
].join(" && ");
