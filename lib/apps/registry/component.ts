import type { Construct } from "constructs";
import {
  type ConfigData,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  Secret,
  Service,
  shape,
  type Value,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { registry as image } from "../../images/registry.ts";
import { wget } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort, secret } from "../shapes.ts";

export interface RegistryProps {
  /** Publishes it on the host. Default: not published. */
  readonly http?: HostPort;
  /** Who may pull and push: lines of `htpasswd -nB`, by bcrypt alone. Default: whoever reaches it. */
  readonly users?: Secret;
  /**
   * Makes it a cache of another registry: what is pulled comes from there and is kept, and nothing can be pushed. Name it in
   * the Docker engine's `registry-mirrors` to cache Docker Hub. Default: a registry of its own.
   */
  readonly proxy?: RegistryProxy;
  /**
   * Refuses to write, so that what no image needs any more can be removed while it runs:
   * `docker exec <container> registry garbage-collect --delete-untagged /etc/distribution/config.yml`. Default: false.
   */
  readonly readOnly?: boolean;
}

export interface RegistryProxy {
  /** The registry behind it: `https://registry-1.docker.io`, or a reference to another one. */
  readonly url: Value;
  /** An account there. Default: none. */
  readonly username?: string;
  readonly password?: Secret;
}

const takes = shape.props<RegistryProps>({
  http: hostPort,
  users: secret,
  proxy: shape.props<RegistryProxy>({ url: shape.needed(shape.anything), username: shape.text, password: secret }),
  readOnly: shape.flag,
});

/** A registry of container images: distribution, version 3. */
export class Registry extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: RegistryProps = {}) {
    super(scope, id);
    const usable = checkProps(this, props, takes) as RegistryProps;
    const { http, users, proxy } = usable;
    const secret = Secret.generated(this, "http-secret");
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      // An account's password is of unknown syntax, which no file of a structure takes; the image reads it from no file of its own.
      environment: { REGISTRY_PROXY_PASSWORD: proxy?.password },
      ports: publish(5000, http),
      configs: [
        new ConfigFile(this, "config", {
          target: image.config,
          content: () => ({ yaml: settings(usable, secret) }),
          uid: 0,
          gid: 0,
          mode: "0400",
        }),
      ],
      secrets: users ? [users.file({ target: usersFile, uid: 0, gid: 0, mode: "0400" })] : [],
      volumes: [{ volume: new Volume(this, "data", { class: proxy ? "cache" : "data" }), target: image.state }],
      healthcheck: wget("http://127.0.0.1:5001/debug/health", { timeout: "5s", retries: 3, startPeriod: "10s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(5000, { auth: users ? "own" : "none" });
  }
}

const usersFile = "/run/secrets/users";

function settings({ users, proxy, readOnly }: RegistryProps, secret: Secret): ConfigData {
  return {
    version: 0.1,
    log: { level: "info" },
    storage: {
      filesystem: { rootdirectory: image.state },
      delete: { enabled: true },
      maintenance: { readonly: { enabled: readOnly ?? false } },
    },
    http: {
      addr: ":5000",
      secret,
      headers: { "X-Content-Type-Options": ["nosniff"] },
      // Health and metrics, for the container alone.
      debug: { addr: "127.0.0.1:5001" },
    },
    health: { storagedriver: { enabled: true, interval: "10s", threshold: 3 } },
    ...(users && { auth: { htpasswd: { realm: "registry", path: usersFile } } }),
    ...(proxy && { proxy: { remoteurl: proxy.url, username: proxy.username } }),
  };
}
