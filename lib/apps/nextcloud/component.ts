import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type KeyValue,
  Secret,
  Service,
  type SqlDatabase,
  shape,
  type Value,
  Volume,
  type VolumeMount,
  type VolumeProps,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { nextcloud as image } from "../../images/nextcloud.ts";
import { health } from "../health.ts";
import { calledBy, type HostPort, onlyScheme, ownUrl, publish } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";
import { SignOnTask } from "../sign-on.ts";

const { owner } = image;

export interface NextcloudProps {
  readonly database: SqlDatabase;
  /** For sessions, locks and caching. Default: none; Nextcloud then locks files through its database. */
  readonly cache?: KeyValue;
  /** The name of the first administrator, made at installation. Default: `admin`. */
  readonly adminUser?: string;
  /** Publishes the pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /** Further names by which it may be called, with `*` for any part: routes and published ports are known by themselves. */
  readonly trustedDomains?: readonly string[];
  /**
   * The addresses that ingresses call from, whose word about the visitor's address counts. Default: the private ranges
   * of RFC 1918, in which Docker's networks lie, if something is routed; else none but its own.
   */
  readonly trustedProxies?: readonly string[];
  /** Where the users' files lie. Default: as the stack's other volumes. */
  readonly dataStorage?: Exclude<VolumeProps["storage"], undefined>;
  /** The largest upload, as PHP writes sizes. Default: `16G`. */
  readonly uploadLimit?: string;
  /** The most memory that one request may take, as PHP writes sizes. Default: `1G`. */
  readonly memoryLimit?: string;
}

const takes = shape.props<NextcloudProps>({
  database: shape.needed(capability),
  cache: capability,
  adminUser: shape.text,
  http: hostPort,
  trustedDomains: shape.list(shape.text),
  trustedProxies: shape.list(shape.text),
  dataStorage: shape.anything,
  uploadLimit: shape.text,
  memoryLimit: shape.text,
});

/**
 * Nextcloud with Apache, and a second container that runs its background jobs every five minutes. It installs itself;
 * the first administrator's password is the secret {@link adminPassword}, read at installation only.
 */
export class Nextcloud extends Element implements Web {
  readonly props: NextcloudProps;
  readonly service: Service;
  readonly cron: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;

  constructor(scope: Construct, id: string, props: NextcloudProps) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as NextcloudProps;
    this.adminPassword = Secret.generated(this, "admin-password");
    const shared = {
      image: image.pinned,
      volumes: this.#volumes(),
      // An upgrade comes before the start, and must not run with what is no longer so.
      configs: [this.#hook("pre-upgrade"), this.#hook("before-starting")],
    };
    this.service = new Service(this, defaultId, {
      ...shared,
      environment: () => ({ ...this.#administrator(), ...this.#environment() }),
      ports: publish(80, this.props.http),
      capAdd: Object.keys(image.capabilities),
      // A first start copies the code, and an upgrade migrates the database, before Apache answers.
      healthcheck: health(["CMD-SHELL", answersPages], { startPeriod: "300s" }),
      memLimit: "4g",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(80, {
      tile: { name: "Nextcloud", icon: "nextcloud.png", description: "Files" },
      auth: "own",
      // With and without the rewriting of addresses, as Nextcloud itself has it.
      oidc: { redirectPaths: ["/apps/user_oidc/code", "/index.php/apps/user_oidc/code"] },
    });
    new SignOnTask(this, this.service, {
      web: () => this.web,
      template: "nextcloud/sign-on.sh",
      user: `${owner.uid}:${owner.gid}`,
      volumes: shared.volumes,
      // As the engine has it, a file for a container that starts as another than root has no owner.
      environment: () => this.#environment({}),
    });
    this.cron = new Service(this, "cron", {
      ...shared,
      environment: () => this.#environment(),
      entrypoint: ["/cron.sh"],
      capAdd: Object.keys(image.cron),
      // As process 1 crond would ignore the signal to stop, and the image asks for Apache's SIGWINCH.
      init: true,
      stopSignal: "SIGTERM",
      healthcheck: {
        test: ["CMD-SHELL", "grep -Eqs '^(busybox|crond|cron.sh)$' /proc/[0-9]*/comm"],
        interval: "10s",
        timeout: "5s",
        startPeriod: "10s",
      },
      dependsOn: [this.service],
      memLimit: "2g",
      stopGracePeriod: "30s",
    });
  }

  /** What the entrypoint, PHP's requests, the jobs and commands read: the same for all containers. */
  #environment(of: FileOwner = owner): Record<string, Value | undefined> {
    const { uploadLimit = "16G", memoryLimit = "1G" } = this.props;
    return {
      PHP_UPLOAD_LIMIT: uploadLimit,
      PHP_MEMORY_LIMIT: memoryLimit,
      // Apache's own limit would cut uploads off at 1 GiB.
      APACHE_BODY_LIMIT: 0,
      ...connection(this.props.database, this.props.cache, of),
      ...this.#addresses(),
    };
  }

  /** For the container that installs: the jobs have no use for it, and get none of it. */
  #administrator(): Record<string, Value> {
    const { adminUser = "admin" } = this.props;
    const renewal = image.firstStart.renewal(() => adminUser);
    return {
      NEXTCLOUD_ADMIN_USER: adminUser,
      NEXTCLOUD_ADMIN_PASSWORD_FILE: this.adminPassword.file({ ...owner, renewal }),
    };
  }

  /** What follows from the routes. Not OVERWRITEHOST: with it Nextcloud answers to every name (TrustedDomainHelper.php). */
  #addresses(): Record<string, Value | undefined> {
    const { http, trustedDomains = [], trustedProxies } = this.props;
    const proxies =
      trustedProxies ?? (this.web.isRouted ? ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] : ["127.0.0.1"]);
    return {
      NEXTCLOUD_TRUSTED_DOMAINS: calledBy(this.web, http, trustedDomains).join(" "),
      OVERWRITECLIURL: ownUrl(this.web, http, "localhost"),
      // Elsewhere what a trusted proxy forwards decides, for each request.
      OVERWRITEPROTOCOL: onlyScheme(this.web, http),
      TRUSTED_PROXIES: proxies.join(" "),
      // Nextcloud weighs the forwarded addresses itself; Apache rewriting them first would hide the proxy from it.
      APACHE_DISABLE_REWRITE_IP: 1,
    };
  }

  #volumes(): VolumeMount[] {
    const { dataStorage } = this.props;
    const html = new Volume(this, "html", { class: "data" });
    const data = new Volume(this, "data", {
      class: "data",
      ...(dataStorage !== undefined && { storage: dataStorage }),
    });
    return [
      { volume: html, target: "/var/www/html" },
      { volume: data, target: "/var/www/html/data" },
    ];
  }

  #hook(moment: "pre-upgrade" | "before-starting"): ConfigFile {
    return new ConfigFile(this, moment, {
      target: `/docker-entrypoint-hooks.d/${moment}/homelab.sh`,
      content: { template: "nextcloud/reconcile.sh", values: {} },
      mode: "0755",
    });
  }
}

/**
 * status.php answers 200 in any state, and without the cache; the page for logging in needs all that a visitor needs. Both
 * are asked for under a name that is always trusted.
 */
const answersPages = [
  'curl -fsS -H \'Host: localhost\' http://localhost/status.php | grep \'"installed":true,"maintenance":false,"needsDbUpgrade":false\'',
  "curl -fsS -o /dev/null -H 'Host: localhost' http://localhost/index.php/login",
].join(" && ");

/** Whose the files of secrets are. Default: root's, and readable by all of the container. */
type FileOwner = typeof owner | Record<string, never>;

function connection(
  database: SqlDatabase,
  cache: KeyValue | undefined,
  of: FileOwner,
): Record<string, Value | undefined> {
  return {
    ...databaseVariables(database, of),
    ...(cache && {
      REDIS_HOST: cache.endpoint.host,
      REDIS_HOST_PORT: cache.endpoint.port,
      REDIS_HOST_PASSWORD_FILE: cache.password?.file(of),
    }),
  };
}

function databaseVariables(
  { engine, endpoint, database, user, password }: SqlDatabase,
  of: FileOwner,
): Record<string, Value> {
  const [prefix, name] = engine === "postgres" ? ["POSTGRES", "DB"] : ["MYSQL", "DATABASE"];
  return {
    [`${prefix}_HOST`]: endpoint.address,
    [`${prefix}_${name}`]: database,
    [`${prefix}_USER`]: user,
    [`${prefix}_PASSWORD_FILE`]: password.file(of),
  };
}
