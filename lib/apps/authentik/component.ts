import type { Construct } from "constructs";
import {
  type Auth,
  ConfigFile,
  checkProps,
  type Dependency,
  defaultId,
  Element,
  type ForwardAuth,
  identityHeaders,
  type OidcClient,
  Remembered,
  type Route,
  Secret,
  Service,
  type SignOn,
  type SqlDatabase,
  shape,
  text,
  type Value,
  Volume,
  type VolumeMount,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { authentik as image } from "../../images/authentik.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";
import { applicationsOf, type Guarded, groupsOf, slugOf } from "./applications.ts";
import { blueprint, madeBy } from "./blueprint.ts";

export interface AuthentikProps {
  readonly database: SqlDatabase<"postgres">;
  /** The first administrator's address. Default: `root@example.com`, as authentik has it. */
  readonly adminEmail?: string;
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<AuthentikProps>({
  database: shape.needed(capability),
  adminEmail: shape.text,
  http: hostPort,
});

const passwordFile = "/run/secrets/authentik-admin-password";

/**
 * Sign-on for whatever is routed: `proxy.route("git", git.web, { auth: authentik.group("family") })`. What it is to know of apps
 * and groups is one generated blueprint, which is applied whenever it changes; who is in a group is set on its own pages. The first
 * administrator is `akadmin`, with the password {@link adminPassword}.
 */
export class Authentik extends Element implements Web, SignOn {
  readonly props: AuthentikProps;
  readonly service: Service;
  readonly worker: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;
  readonly forward: ForwardAuth;
  readonly #secretKey: Secret;
  readonly #guarded: Guarded[] = [];
  readonly #clients = new Map<WebEndpoint, Secret>();
  readonly #made: Remembered;

  constructor(scope: Construct, id: string, props: AuthentikProps) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as AuthentikProps;
    this.adminPassword = Secret.generated(this, "admin-password");
    // 50 characters at least, as its documentation has it.
    this.#secretKey = Secret.generated(this, "secret-key", { length: 60 });
    this.#made = new Remembered(this, "applications", () => this.#applications().flatMap(madeBy));
    const data = { volume: new Volume(this, "data", { class: "data" }), target: image.state };
    const certificates = { volume: new Volume(this, "certs", { class: "data" }), target: "/certs" };
    const shared = {
      image: image.pinned,
      healthcheck: health(["CMD", "ak", "healthcheck"], { interval: "30s", timeout: "30s", startPeriod: "120s" }),
      dependsOn: [owned(this, [data, certificates])],
      shmSize: "512m",
      memLimit: "2g",
      stopGracePeriod: "60s",
    };
    this.service = new Service(this, defaultId, {
      ...shared,
      command: ["server"],
      environment: () => this.#environment(),
      ports: publish(9000, this.props.http),
      volumes: [data],
    });
    this.worker = new Service(this, "worker", {
      ...shared,
      // The image reads this one password from a variable alone: so it stands in the server's own environment, and in no other.
      entrypoint: [
        "bash",
        "-c",
        `AUTHENTIK_BOOTSTRAP_PASSWORD="$(cat ${passwordFile})" exec dumb-init -- ak "$@"`,
        "ak",
      ],
      command: ["worker"],
      environment: () => ({ ...this.#environment(), AUTHENTIK_BOOTSTRAP_EMAIL: this.props.adminEmail }),
      secrets: [
        this.adminPassword.file({
          target: passwordFile,
          renewal: { command: ["ak", "changepassword", "akadmin"] },
        }),
      ],
      volumes: [data, certificates],
      configs: [
        new ConfigFile(this, "blueprint", {
          target: "/blueprints/custom/homelab.yaml",
          content: () => ({ text: this.#blueprint() }),
        }),
      ],
    });
    this.service.endpoint("metrics", "http", 9300, { metrics: {} });
    this.web = this.service.web(9000, {
      auth: "own",
      tile: { name: "authentik", group: "Management", icon: "authentik.png", description: "Sign-on" },
    });
    this.checkLater(() => this.#refuseUnreached());
    this.forward = {
      endpoint: this.web,
      prefix: "/outpost.goauthentik.io",
      check: { traefik: "/auth/traefik", nginx: "/auth/nginx" },
      signIn: "/start",
      headers: identityHeaders.filter((name) => name.startsWith("X-authentik-")),
    };
  }

  /** Lets in the members of any of these groups, as a route's `auth`. They are made where they are not there yet. */
  group(...names: readonly [string, ...string[]]): Auth {
    const groups = names.filter((name) => typeof name === "string" && name.trim() !== "");
    if (groups.length < Math.max(1, names.length)) {
      this.report({
        code: "HL078",
        message: "a group has no name",
        fix: 'name each group that may pass: `authentik.group("family")`',
      });
    }
    return { kind: "sign-on", provider: this, groups };
  }

  guard(web: WebEndpoint, route: Route): void {
    const guarded = { web, route };
    this.#refuseTwoMinds(guarded);
    this.#guarded.push(guarded);
    if (route.auth?.kind === "oidc" && !this.#clients.has(web))
      this.#clients.set(web, Secret.generated(web.service, "sign-on-secret", { length: 64, disposable: true }));
  }

  client(web: WebEndpoint): OidcClient | undefined {
    const secret = this.#clients.get(web);
    const [first] = this.#applications().filter(({ provider }) => "secret" in provider && provider.secret === secret);
    if (secret === undefined || first === undefined || !this.web.isRouted) return undefined;
    const at = (path: string) => text`${this.web.publicUrl}/application/o/${path}/`;
    return {
      id: first.slug,
      secret,
      issuer: at(first.slug),
      endpoints: { authorization: at("authorize"), token: at("token"), userinfo: at("userinfo") },
    };
  }

  #applications() {
    return applicationsOf(this.#guarded, (web) => this.#clients.get(web) as Secret);
  }

  #blueprint() {
    const url = this.web.isRouted ? this.web.publicUrl : undefined;
    return blueprint({ applications: this.#applications(), gone: this.#made.gone, url });
  }

  #environment(): Record<string, Value | undefined> {
    const { endpoint, database, user, password } = this.props.database;
    return {
      AUTHENTIK_SECRET_KEY: text`file://${this.#secretKey.file()}`,
      AUTHENTIK_POSTGRESQL__HOST: endpoint.host,
      AUTHENTIK_POSTGRESQL__PORT: endpoint.port,
      AUTHENTIK_POSTGRESQL__NAME: database,
      AUTHENTIK_POSTGRESQL__USER: user,
      AUTHENTIK_POSTGRESQL__PASSWORD: text`file://${password.file()}`,
      AUTHENTIK_WEB__BASE_URL: this.web.isRouted ? this.web.publicUrl : undefined,
      AUTHENTIK_DISABLE_UPDATE_CHECK: true,
      AUTHENTIK_DISABLE_STARTUP_ANALYTICS: true,
      AUTHENTIK_ERROR_REPORTING__ENABLED: false,
      // Tokens and assertions have times, which it takes for this one.
      TZ: "UTC",
    };
  }

  /** HL083: people could sign in nowhere. */
  #refuseUnreached(): void {
    const [first] = this.#guarded.map(({ route }) => route.host).sort();
    if (first === undefined || this.web.isRouted) return;
    this.report({
      code: "HL083",
      message: `"${first}" sends visitors to it to sign in, and nothing routes to its own pages`,
      fix: 'route it too: `proxy.route("auth", authentik.web)`',
    });
  }

  /** HL082: what authentik takes for one application lets in one set of groups. */
  #refuseTwoMinds(added: Guarded): void {
    const isOidc = added.route.auth?.kind === "oidc";
    const other = this.#guarded.find(({ web, route }) =>
      isOidc ? web === added.web : slugOf(route.host) === slugOf(added.route.host),
    );
    if (other === undefined) return;
    const [one, two] = [groupsOf(other), groupsOf(added)];
    if (one.join("\n") === two.join("\n")) return;
    added.web.service.report({
      code: "HL082",
      message: `"${other.route.host}" lets in ${one.join(", ")}, and "${added.route.host}" ${two.join(", ")}: to authentik both are one application`,
      fix: "give both routes the same groups",
    });
  }
}

/**
 * A task that gives the volumes to whom the server runs as. In an empty one Docker puts what the image has at its place, and that is
 * a link out of the volume for what is uploaded (lifecycle/container/Dockerfile).
 */
function owned(scope: Construct, volumes: readonly VolumeMount[]): Dependency {
  const folders = volumes.map(({ target }) => target).join(" ");
  const service = new Service(scope, "owner", {
    image: image.pinned,
    oneShot: true,
    entrypoint: [
      "bash",
      "-c",
      `if [ -L /data/media ]; then chown 0 /data && rm /data/media; fi && chown ${image.uid}:${image.uid} ${folders}`,
    ],
    user: "0:0",
    capAdd: ["CHOWN"],
    volumes,
    networkMode: "none",
    readOnly: true,
    memLimit: "64m",
  });
  service.acknowledge("HL127", "only root may give a folder to another");
  return { service, condition: "service_completed_successfully" };
}
