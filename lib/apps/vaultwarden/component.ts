import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Secret,
  Service,
  type SqlDatabase,
  shape,
  type Value,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { vaultwarden as image } from "../../images/vaultwarden.ts";
import { health } from "../health.ts";
import { type HostPort, ownUrl, publish } from "../host-port.ts";
import { capability, hostPort, secret } from "../shapes.ts";
import { complete, type Smtp, smtp } from "../smtp.ts";

export interface VaultwardenProps {
  /** Default: SQLite, in the data volume. */
  readonly database?: SqlDatabase;
  /** Publishes it on the host too; browsers open a vault by https alone, and by http on `localhost`. Default: not published. */
  readonly http?: HostPort;
  /** Whether visitors may make accounts for themselves. Default: false; the administrator invites. */
  readonly signups?: boolean;
  /**
   * Opens the pages of the administrator. The value is a hash, as `docker run --rm -it vaultwarden/server /vaultwarden hash`
   * makes it of a password. What is saved on those pages stands above what is written here. Default: they are closed.
   */
  readonly adminToken?: Secret;
  /** For invitations, and for hints of forgotten passwords. Default: no mail. */
  readonly smtp?: Smtp;
}

const takes = shape.props<VaultwardenProps>({
  database: capability,
  http: hostPort,
  signups: shape.flag,
  adminToken: secret,
  smtp,
});

/** Vaultwarden, a server for Bitwarden's clients. */
export class Vaultwarden extends Element implements Web {
  readonly props: VaultwardenProps;
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: VaultwardenProps = {}) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as VaultwardenProps;
    const { database, http } = this.props;
    const data = new Volume(this, "data", { class: database ? "data" : "database" });
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: () => this.#environment(),
      ports: publish(80, http),
      configs: database
        ? [new ConfigFile(this, "database", { target: databaseFile, content: { text: database.url }, ...rootOnly })]
        : [],
      volumes: [{ volume: data, target: image.state }],
      healthcheck: health(["CMD", "/healthcheck.sh"], { startPeriod: "15s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(80, {
      tile: { name: "Vaultwarden", icon: "vaultwarden.png", description: "Passwords" },
      auth: "own",
    });
  }

  #environment(): Record<string, Value | undefined> {
    const { adminToken, database, http, signups = false, smtp } = this.props;
    return {
      // Links, attachments and security keys hold for this address alone.
      DOMAIN: ownUrl(this.web, http, "localhost"),
      SIGNUPS_ALLOWED: signups,
      ADMIN_TOKEN_FILE: adminToken?.file(rootOnly),
      DATABASE_URL_FILE: database && databaseFile,
      ...(smtp && mail(complete(smtp))),
    };
  }
}

const databaseFile = "/etc/vaultwarden/database-url";
const rootOnly = { uid: 0, gid: 0, mode: "0400" } as const;

function mail({ host, port, security, from, username, password }: ReturnType<typeof complete>) {
  return {
    SMTP_HOST: host,
    SMTP_PORT: port,
    SMTP_SECURITY: { starttls: "starttls", tls: "force_tls", none: "off" }[security],
    SMTP_FROM: from,
    SMTP_USERNAME: username,
    SMTP_PASSWORD_FILE: password?.file(rootOnly),
  };
}
