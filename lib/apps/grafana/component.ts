import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type MetricsServer,
  type OidcClient,
  Secret,
  Service,
  shape,
  type Value,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { grafana as image } from "../../images/grafana.ts";
import { curl } from "../health.ts";
import { type HostPort, onlyScheme, ownUrl, publish } from "../host-port.ts";
import { owned } from "../owned.ts";
import { capability, hostPort } from "../shapes.ts";
import { dashboard, sourceId } from "./dashboard.ts";

export interface GrafanaProps {
  /** What its dashboards ask. Default: nothing; sources are added in its settings. */
  readonly metrics?: MetricsServer;
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<GrafanaProps>({ metrics: capability, http: hostPort });

const provisioning = "/etc/grafana/provisioning";
const dashboards = "/etc/grafana/dashboards";

/**
 * Graphs, with a dashboard of the containers and the host from the start. Its administrator is `admin`, with a password that
 * is generated.
 */
export class Grafana extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly adminPassword: Secret;

  constructor(scope: Construct, id: string, props: GrafanaProps = {}) {
    super(scope, id);
    const { metrics, http } = checkProps(this, props, takes);
    this.adminPassword = Secret.generated(this, "admin-password");
    const renewal = image.firstStart.renewal();
    const mount = { volume: new Volume(this, "data", { class: "database" }), target: image.state };
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: (): Record<string, Value | undefined> => ({
        GF_SECURITY_ADMIN_PASSWORD__FILE: this.adminPassword.file({ renewal }),
        GF_SERVER_ROOT_URL: ownUrl(this.web, http, "localhost:3000"),
        GF_SECURITY_COOKIE_SECURE: onlyScheme(this.web, http) === "https",
        GF_ANALYTICS_REPORTING_ENABLED: false,
        GF_ANALYTICS_CHECK_FOR_UPDATES: false,
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: false,
        ...signOn(this.web.oidcClient),
      }),
      ports: publish(3000, http),
      volumes: [mount],
      configs: metrics ? this.#provisioned(metrics) : [],
      dependsOn: [owned(this, image.pinned, mount, `${image.uid}:0`)],
      healthcheck: curl("http://localhost:3000/api/health", { startPeriod: "60s" }),
      memLimit: "512m",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(3000, {
      auth: "own",
      oidc: { redirectPaths: ["/login/generic_oauth"] },
      metrics: {},
      tile: { name: "Grafana", group: "Monitoring", icon: "grafana.png", description: "Graphs" },
    });
  }

  /** A server that is down shows as that on the page: it is not waited for. */
  #provisioned({ api }: MetricsServer): ConfigFile[] {
    const url = "unorderedUrl" in api ? (api as WebEndpoint).unorderedUrl : api.url;
    const source = { name: "Prometheus", uid: sourceId, type: "prometheus", access: "proxy", url, isDefault: true };
    const provider = { name: "homelab", type: "file", allowUiUpdates: false, options: { path: dashboards } };
    return [
      new ConfigFile(this, "sources", {
        target: `${provisioning}/datasources/homelab.yaml`,
        content: { yaml: { apiVersion: 1, datasources: [{ ...source, editable: false }] } },
      }),
      new ConfigFile(this, "providers", {
        target: `${provisioning}/dashboards/homelab.yaml`,
        content: { yaml: { apiVersion: 1, providers: [provider] } },
      }),
      new ConfigFile(this, "dashboard", { target: `${dashboards}/homelab.json`, content: { json: dashboard } }),
    ];
  }
}

/**
 * Whoever may pass gets an account as they come, and may look at all; what else they may do the administrator says. Source: Grafana,
 * setup-grafana/configure-access/configure-authentication/generic-oauth; authentik, integrations/grafana.
 */
function signOn(client: OidcClient | undefined): Record<string, Value> {
  if (client === undefined) return {};
  const { authorization, token, userinfo } = client.endpoints;
  return {
    GF_AUTH_GENERIC_OAUTH_ENABLED: true,
    GF_AUTH_GENERIC_OAUTH_NAME: "Sign-on",
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: client.id,
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: client.secret.file(),
    GF_AUTH_GENERIC_OAUTH_SCOPES: "openid profile email",
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: authorization,
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: token,
    GF_AUTH_GENERIC_OAUTH_API_URL: userinfo,
    // Else a provider's roles would take away, at each sign-in, what the administrator has given.
    GF_AUTH_GENERIC_OAUTH_SKIP_ORG_ROLE_SYNC: true,
  };
}
