import type { Construct } from "constructs";
import {
  type BindMount,
  type ConfigData,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Endpoint,
  type KeyValue,
  type OidcClient,
  Secret,
  Service,
  type SqlDatabase,
  shape,
  text,
  type Value,
  Volume,
  type VolumeMount,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { gotenberg } from "../../images/gotenberg.ts";
import { paperless as image } from "../../images/paperless.ts";
import { tika } from "../../images/tika.ts";
import { curl } from "../health.ts";
import { type HostPort, ownUrl, publish } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";

export interface PaperlessProps {
  /** Its queue: a persistent one loses no document that waits. */
  readonly broker: KeyValue;
  /** Default: SQLite, in the data volume. */
  readonly database?: SqlDatabase;
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /** Where new documents are put, for it to take them in: a folder that a scanner writes to. Default: a volume. */
  readonly consume?: Omit<VolumeMount, "target"> | Omit<BindMount, "target">;
  /** Whether it reads office files and mail too, by two further containers, Tika and Gotenberg. Default: false. */
  readonly office?: boolean;
  /** The languages that scans are read in, as Tesseract names them: `nor+eng`. Default: `eng`. */
  readonly languages?: string;
  /** The name of the first administrator, made at the first start. Default: `admin`. */
  readonly adminUser?: string;
  /** Whose files it reads and writes. Default: 1000 each. */
  readonly uid?: number;
  readonly gid?: number;
}

const takes = shape.props<PaperlessProps>({
  broker: shape.needed(capability),
  database: capability,
  http: hostPort,
  consume: shape.anything,
  office: shape.flag,
  languages: shape.text,
  adminUser: shape.text,
  uid: shape.whole(1, 65535),
  gid: shape.whole(1, 65535),
});

const root = "/usr/src/paperless";
const brokerFile = "/etc/paperless/broker";
const signOnFile = "/etc/paperless/sign-on";
/** Part of the address to which people come back. */
const providerId = "homelab";

/** Paperless-ngx, for documents on paper and as files. The first administrator's password is {@link adminPassword}. */
export class Paperless extends Element implements Web {
  readonly props: PaperlessProps;
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;
  readonly #secretKey: Secret;
  readonly #office: { readonly tika: Endpoint<"http">; readonly gotenberg: Endpoint<"http"> } | undefined;

  constructor(scope: Construct, id: string, props: PaperlessProps) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as PaperlessProps;
    const { broker, database, http, consume, office } = this.props;
    this.adminPassword = Secret.generated(this, "admin-password");
    this.#secretKey = Secret.generated(this, "secret-key", { length: 64 });
    this.#office = office ? this.#readers() : undefined;
    const volume = (name: string, of: "data" | "database") => new Volume(this, name, { class: of });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: () => this.#environment(),
      ports: publish(8000, http),
      // With its password in it, the address stands in no variable.
      configs: [
        ...(broker
          ? [new ConfigFile(this, "broker", { target: brokerFile, content: { text: broker.url }, ...this.#owner })]
          : []),
        // Whether there is anything in it shows only when all routes are known.
        new ConfigFile(this, "sign-on", {
          target: signOnFile,
          content: () => ({ json: providers(this.web.oidcClient) }),
          ...this.#owner,
        }),
      ],
      volumes: [
        { volume: volume("data", database ? "data" : "database"), target: `${root}/data` },
        { volume: volume("media", "data"), target: `${root}/media` },
        { volume: volume("export", "data"), target: `${root}/export` },
        { ...(consume ?? { volume: volume("consume", "data") }), target: `${root}/consume` },
      ],
      capAdd: Object.keys(image.capabilities),
      healthcheck: curl("http://localhost:8000", { interval: "30s", startPeriod: "120s" }),
      memLimit: "2g",
      stopGracePeriod: "60s",
    });
    this.web = this.service.web(8000, {
      tile: { name: "Paperless", icon: "paperless-ngx.png", description: "Documents" },
      auth: "own",
      oidc: { redirectPaths: [`/accounts/oidc/${providerId}/login/callback/`] },
    });
  }

  get #owner() {
    const { uid = 1000, gid = uid } = this.props;
    return { uid, gid, mode: "0400" } as const;
  }

  #environment(): Record<string, Value | undefined> {
    const { adminUser = "admin", database, http, languages = "eng" } = this.props;
    const { uid, gid } = this.#owner;
    return {
      USERMAP_UID: uid,
      USERMAP_GID: gid,
      PAPERLESS_URL: ownUrl(this.web, http, "localhost:8000"),
      PAPERLESS_REDIS_FILE: brokerFile,
      PAPERLESS_SECRET_KEY_FILE: this.#secretKey.file(this.#owner),
      PAPERLESS_ADMIN_USER: adminUser,
      PAPERLESS_ADMIN_PASSWORD_FILE: this.adminPassword.file({
        ...this.#owner,
        renewal: { command: ["python3", "manage.py", "changepassword", adminUser], user: "paperless" },
      }),
      PAPERLESS_OCR_LANGUAGE: languages,
      ...(this.web.oidcClient && {
        PAPERLESS_APPS: "allauth.socialaccount.providers.openid_connect",
        PAPERLESS_SOCIALACCOUNT_PROVIDERS_FILE: signOnFile,
      }),
      ...(database && this.#connection(database)),
      ...(this.#office && {
        PAPERLESS_TIKA_ENABLED: 1,
        PAPERLESS_TIKA_ENDPOINT: this.#office.tika.url,
        PAPERLESS_TIKA_GOTENBERG_ENDPOINT: this.#office.gotenberg.url,
      }),
    };
  }

  #connection({ engine, endpoint, database, user, password }: SqlDatabase): Record<string, Value> {
    return {
      // Without it, the rest would be taken for nothing, and SQLite be used.
      PAPERLESS_DBENGINE: engine === "postgres" ? "postgresql" : "mariadb",
      PAPERLESS_DBHOST: endpoint.host,
      PAPERLESS_DBPORT: endpoint.port,
      PAPERLESS_DBNAME: database,
      PAPERLESS_DBUSER: user,
      PAPERLESS_DBPASS_FILE: password.file(this.#owner),
    };
  }

  #readers() {
    const converter = new Service(this, "gotenberg", {
      image: gotenberg.pinned,
      // What a document brings along is not run, and reaches nothing.
      command: ["gotenberg", "--chromium-disable-javascript=true", "--chromium-allow-list=file:///tmp/.*"],
      memLimit: "1g",
    });
    const reader = new Service(this, "tika", { image: tika.pinned, memLimit: "1g" });
    return { tika: reader.endpoint("http", "http", 9998), gotenberg: converter.endpoint("http", "http", 3000) };
  }
}

/**
 * Whoever may pass gets an account as they come, without any right until the administrator gives one. Source: Paperless,
 * docs/advanced_usage.md; django-allauth, openid_connect; authentik, integrations/paperless-ngx.
 */
function providers(client: OidcClient | undefined): ConfigData {
  if (client === undefined) return {};
  const settings = { server_url: text`${client.issuer}.well-known/openid-configuration` };
  const app = { provider_id: providerId, name: "Sign-on", client_id: client.id, secret: client.secret, settings };
  return { openid_connect: { OAUTH_PKCE_ENABLED: true, SCOPE: ["openid", "profile", "email"], APPS: [app] } };
}
