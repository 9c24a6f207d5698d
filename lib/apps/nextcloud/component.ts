import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type KeyValue,
  type Route,
  Secret,
  Service,
  type SqlDatabase,
  shape,
  text,
  type Value,
  Volume,
  type VolumeMount,
  type VolumeProps,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { type HostPort, publish, publishedHosts } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";

// From one major version to the next only, never over one: the image refuses to start on older data.
// renovate: datasource=docker depName=docker.io/library/nextcloud
const image = "docker.io/library/nextcloud:34.0.3-apache";

/** www-data in the image's Debian variants: PHP reads the secret files as this user. */
const owner = { uid: 33, gid: 33, mode: "0400" };

export interface NextcloudProps {
  readonly database: SqlDatabase<"postgres">;
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
      image,
      volumes: this.#volumes(),
      // An upgrade comes before the start, and must not run with what is no longer so.
      configs: [this.#hook("pre-upgrade"), this.#hook("before-starting")],
    };
    this.service = new Service(this, defaultId, {
      ...shared,
      environment: () => ({ ...this.#administrator(), ...this.#environment() }),
      ports: publish(80, this.props.http),
      // The entrypoint starts as root, takes over its folders and steps down; Apache's root binds port 80 and stops its workers.
      capAdd: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"],
      // A first start copies the code, and an upgrade migrates the database, before Apache answers.
      healthcheck: {
        test: ["CMD-SHELL", answersPages],
        interval: "10s",
        timeout: "10s",
        retries: 6,
        startPeriod: "300s",
      },
      memLimit: "4g",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(80, {
      tile: { name: "Nextcloud", icon: "nextcloud.png", description: "Files" },
      auth: "own",
    });
    this.cron = new Service(this, "cron", {
      ...shared,
      environment: () => this.#environment(),
      entrypoint: ["/cron.sh"],
      // crond starts as root and runs the jobs as www-data.
      capAdd: ["SETGID", "SETUID"],
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

  /** What the entrypoint, PHP's requests and the jobs read: the same for both containers. */
  #environment(): Record<string, Value | undefined> {
    const { uploadLimit = "16G", memoryLimit = "1G" } = this.props;
    return {
      PHP_UPLOAD_LIMIT: uploadLimit,
      PHP_MEMORY_LIMIT: memoryLimit,
      // Apache's own limit would cut uploads off at 1 GiB.
      APACHE_BODY_LIMIT: 0,
      ...connection(this.props.database, this.props.cache),
      ...this.#addresses(),
    };
  }

  /** For the container that installs: the jobs have no use for it, and get none of it. */
  #administrator(): Record<string, Value> {
    const { adminUser = "admin" } = this.props;
    const renewal = { user: "www-data", command: ["php", "/var/www/html/occ", "user:resetpassword", adminUser] };
    return {
      NEXTCLOUD_ADMIN_USER: adminUser,
      NEXTCLOUD_ADMIN_PASSWORD_FILE: this.adminPassword.file({ ...owner, renewal }),
    };
  }

  /** What follows from the routes. Not OVERWRITEHOST: with it Nextcloud answers to every name (TrustedDomainHelper.php). */
  #addresses(): Record<string, Value | undefined> {
    const { http, trustedDomains = [], trustedProxies } = this.props;
    const { routes } = this.web;
    const [first] = routes;
    const hosts = [...routes.map((route) => route.host), ...publishedHosts(http), ...trustedDomains];
    const proxies = trustedProxies ?? (first ? ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] : ["127.0.0.1"]);
    return {
      NEXTCLOUD_TRUSTED_DOMAINS: [...new Set(hosts)].sort().join(" "),
      OVERWRITECLIURL: first ? this.web.publicUrl : text`http://${publishedHosts(http)[0] ?? "localhost"}`,
      OVERWRITEPROTOCOL: http === undefined ? onlyScheme(routes) : undefined,
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

/**
 * The scheme that every visitor comes by; with none or several, what a trusted proxy forwards decides for each request. It would
 * hold for those who come by the host's port as well, where nothing speaks TLS.
 */
function onlyScheme(routes: readonly Route[]): string | undefined {
  const schemes = new Set(routes.map(({ scheme }) => scheme));
  return schemes.size === 1 ? [...schemes][0] : undefined;
}

function connection(database: SqlDatabase<"postgres">, cache: KeyValue | undefined): Record<string, Value | undefined> {
  return {
    POSTGRES_HOST: database.endpoint.address,
    POSTGRES_DB: database.database,
    POSTGRES_USER: database.user,
    POSTGRES_PASSWORD_FILE: database.password.file(owner),
    ...(cache && {
      REDIS_HOST: cache.endpoint.host,
      REDIS_HOST_PORT: cache.endpoint.port,
      REDIS_HOST_PASSWORD_FILE: cache.password?.file(owner),
    }),
  };
}
