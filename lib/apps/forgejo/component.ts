import type { Construct } from "constructs";
import {
  checkProps,
  defaultId,
  Element,
  Secret,
  Service,
  type SqlDatabase,
  shape,
  text,
  type Value,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { forgejo as image } from "../../images/forgejo.ts";
import { curl } from "../health.ts";
import { type HostPort, onlyScheme, ownUrl, publish } from "../host-port.ts";
import { capability, hostPort, namedHostPort } from "../shapes.ts";
import { SignOnTask, signOnName } from "../sign-on.ts";

const { owner } = image;

export interface ForgejoProps {
  /** Default: SQLite, in the data volume. */
  readonly database?: SqlDatabase;
  /** Publishes the pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /**
   * Publishes SSH on the host. `domain` is the name that clone addresses show: give it where SSH is reached by another
   * name than the pages, as behind a tunnel. Default: no SSH.
   */
  readonly ssh?: HostPort & { readonly domain?: string };
  /** Whether visitors may make accounts for themselves. Default: false. */
  readonly registration?: boolean;
  /** The name shown on the pages. Default: `Forgejo`. */
  readonly title?: string;
}

interface Keys {
  readonly secretKey: Secret;
  readonly internalToken: Secret;
  readonly oauth: Secret;
  readonly lfs: Secret;
}

const takes = shape.props<ForgejoProps>({
  database: capability,
  http: hostPort,
  ssh: namedHostPort,
  registration: shape.flag,
  title: shape.text,
});

/**
 * Forgejo, in its default variant. It starts installed, without an account; make the first one with
 * `docker exec -u git forgejo-forgejo-1 forgejo admin user create --admin --username … --email … --random-password`.
 */
export class Forgejo extends Element implements Web {
  readonly props: ForgejoProps;
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly #keys: Keys;
  readonly #signOn: SignOnTask;

  constructor(scope: Construct, id: string, props: ForgejoProps = {}) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as ForgejoProps;
    this.#keys = keys(this);
    const data = { volume: new Volume(this, "data", { class: props.database ? "data" : "database" }), target: "/data" };
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: () => ({
        ...this.#settings(),
        ...this.#server(),
        ...connection(this.props.database),
        ...files(this.#keys),
        ...(this.#signOn.isNeeded() && guarded(this.web.oidcClient !== undefined)),
      }),
      ports: [...publish(3000, this.props.http), ...publish(22, this.props.ssh)],
      volumes: [data],
      capAdd: Object.keys({ ...image.capabilities, ...(this.props.ssh && image.optional) }),
      healthcheck: curl("http://localhost:3000/api/healthz", { startPeriod: "60s" }),
      memLimit: "2g",
      stopGracePeriod: "60s",
    });
    this.checkLater(() => this.#refuseRootless());
    this.web = this.service.web(3000, {
      tile: { name: "Forgejo", icon: "forgejo.png", description: "Git" },
      auth: "own",
      oidc: { redirectPaths: [`/user/oauth2/${signOnName}/callback`] },
    });
    this.#signOn = new SignOnTask(this, this.service, {
      web: () => this.web,
      template: "forgejo/sign-on.sh",
      shell: "bash",
      user: `${owner.uid}:${owner.gid}`,
      volumes: [data],
    });
  }

  #settings(): Record<string, Value> {
    return {
      FORGEJO____APP_NAME: this.props.title ?? "Forgejo",
      FORGEJO__security__INSTALL_LOCK: true,
      FORGEJO__service__DISABLE_REGISTRATION: !(this.props.registration ?? false),
      // The image leaves large files off. They lie in the data volume, below /data/git/lfs.
      FORGEJO__server__LFS_START_SERVER: true,
    };
  }

  /** What follows from the routes and the published ports. */
  #server(): Record<string, Value> {
    const { http, ssh } = this.props;
    const host = this.web.isRouted ? this.web.publicHost : "localhost";
    return {
      FORGEJO__server__DOMAIN: host,
      FORGEJO__server__ROOT_URL: text`${ownUrl(this.web, http, "localhost:3000")}/`,
      // By default it follows ROOT_URL: a browser that comes by plain HTTP would drop the cookie and stay logged out. Always said,
      // since app.ini keeps what it was given once.
      FORGEJO__session__COOKIE_SECURE: onlyScheme(this.web, http) === "https",
      FORGEJO__server__DISABLE_SSH: ssh === undefined,
      // The port that addresses show is the host's; the one listened on would follow it unless it is set too.
      FORGEJO__server__SSH_DOMAIN: ssh?.domain ?? host,
      FORGEJO__server__SSH_PORT: ssh?.hostPort ?? 22,
      FORGEJO__server__SSH_LISTEN_PORT: 22,
    };
  }

  /** The rootless variant keeps its data elsewhere: with this one's volume it would start empty, and lose what it got. */
  #refuseRootless(): void {
    const { image: chosen } = this.service.effectiveProps;
    if (!chosen.includes("-rootless")) return;
    this.report({
      code: "HL079",
      message: `the image ${chosen} is the rootless variant, which does not keep its data in /data`,
      fix: "use the tag without `-rootless`, or write a Service of your own for the rootless one",
    });
  }
}

/** What app.ini keeps for good: losing the first makes two-factor logins and stored credentials unreadable. */
function keys(scope: Construct): Keys {
  // Both are 32 bytes in base64url without padding: modules/generate/generate.go, DecodeJwtSecret.
  const jwt = { length: 43, alphabet: "urlsafe" } as const;
  return {
    secretKey: Secret.generated(scope, "secret-key", { length: 64 }),
    internalToken: Secret.generated(scope, "internal-token", { length: 64 }),
    oauth: Secret.generated(scope, "oauth-jwt-secret", jwt),
    lfs: Secret.generated(scope, "lfs-jwt-secret", jwt),
  };
}

function files(keys: Keys): Record<string, Value> {
  return {
    FORGEJO__security__SECRET_KEY__FILE: keys.secretKey.file(owner),
    FORGEJO__security__INTERNAL_TOKEN__FILE: keys.internalToken.file(owner),
    FORGEJO__oauth2__JWT_SECRET__FILE: keys.oauth.file(owner),
    FORGEJO__server__LFS_JWT_SECRET__FILE: keys.lfs.file(owner),
  };
}

/**
 * Whoever may pass gets an account as they come, and nobody else sees anything, as public repositories. Said too where that is over,
 * since app.ini keeps it.
 */
function guarded(isNow: boolean): Record<string, Value> {
  return { FORGEJO__oauth2_client__ENABLE_AUTO_REGISTRATION: isNow, FORGEJO__service__REQUIRE_SIGNIN_VIEW: isNow };
}

function connection(database: SqlDatabase | undefined): Record<string, Value> {
  if (!database) return { FORGEJO__database__DB_TYPE: "sqlite3" };
  return {
    FORGEJO__database__DB_TYPE: database.engine,
    FORGEJO__database__HOST: database.endpoint.address,
    FORGEJO__database__NAME: database.database,
    FORGEJO__database__USER: database.user,
    FORGEJO__database__PASSWD__FILE: database.password.file(owner),
  };
}
