import type { Construct } from "constructs";
import {
  type ConfigContent,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type Ingress,
  type ReverseProxy,
  type Route,
  type RouteOptions,
  routed,
  type Secret,
  Service,
  shape,
  type Text,
  type WebEndpoint,
} from "../../core/index.ts";
import { cloudflared as image } from "../../images/cloudflared.ts";
import { health } from "../health.ts";
import { capability, secret } from "../shapes.ts";

const configPath = "/etc/cloudflared/config.yml";
const metrics = "127.0.0.1:20241";

/** A tunnel whose routes are written here, or one whose routes are kept at Cloudflare. */
export type CloudflaredProps =
  | {
      /** The tunnel's UUID, as `cloudflared tunnel create` shows it. */
      readonly tunnel: string;
      /** The content of the JSON file that `cloudflared tunnel create` writes. */
      readonly credentials: Secret;
      /**
       * A reverse proxy that requests are handed to: it asks who visitors are, and the tunnel reaches no app by itself.
       * Default: the tunnel leads to each app, and a route's `auth` can be no more than the app's own.
       */
      readonly through?: ReverseProxy;
    }
  | {
      /**
       * The token of a tunnel that is managed at Cloudflare: enter there, for each route, its hostname and the
       * service's address (`http://forgejo:3000`).
       */
      readonly token: Secret;
    };

const takes = shape.either(
  shape.props<Extract<CloudflaredProps, { tunnel: string }>>({
    tunnel: shape.needed(shape.text),
    credentials: shape.needed(secret),
    through: capability,
  }),
  shape.props<Extract<CloudflaredProps, { token: Secret }>>({ token: shape.needed(secret) }),
);

/**
 * Cloudflare's tunnel: publishes what is routed without opening a port of the host. It looks for each app as requests
 * come in and waits for none. The hostnames' DNS records (CNAME to `<tunnel>.cfargotunnel.com`) are made at Cloudflare.
 */
export class Cloudflared extends Element implements Ingress {
  readonly service: Service;
  readonly #routes: { readonly route: Route; readonly web: WebEndpoint }[] = [];
  readonly #through: ReverseProxy | undefined;
  readonly #entry: Text | undefined;

  constructor(scope: Construct, id: string, props: CloudflaredProps) {
    super(scope, id);
    checkProps(this, props, takes);
    this.#through = "tunnel" in props ? props.through : undefined;
    this.#entry = this.#through?.tunnelEntry().unorderedUrl;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ...("token" in props ? managedAtCloudflare(props.token) : this.#managedHere(props.tunnel, props.credentials)),
      // The image has no shell; the program asks itself whether it has a connection to Cloudflare.
      healthcheck: health(["CMD", "cloudflared", "tunnel", "--metrics", metrics, "ready"], { startPeriod: "30s" }),
      memLimit: "512m",
      // It lets requests under way finish, for 30 seconds at most (its --grace-period).
      stopGracePeriod: "35s",
    });
  }

  route(host: string, web: WebEndpoint, options: RouteOptions = {}): Route {
    const given = routed(this, { host, web }, options);
    if (given === undefined) return { host, scheme: "https", ingress: this.service };
    const route = this.#through?.route(host, web, options) ?? web.addRoute(host, this.service, { auth: given.auth });
    this.#routes.push({ route, web });
    return route;
  }

  #managedHere(tunnel: string, credentials: Secret) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tunnel)) {
      this.report({
        code: "HL078",
        message: `${JSON.stringify(tunnel)} is not a tunnel's UUID`,
        fix: "give the id that `cloudflared tunnel list` shows, not the name: with a name it would need an account's certificate",
      });
    }
    const config = new ConfigFile(this, "config", {
      target: configPath,
      content: () => this.#configuration(tunnel, credentials),
    });
    return {
      command: ["tunnel", "--config", configPath, "run"],
      environment: { TUNNEL_METRICS: metrics },
      configs: [config],
    };
  }

  #configuration(tunnel: string, credentials: Secret): ConfigContent {
    const rules = this.#routes
      .toSorted((a, b) => compareHosts(a.route.host, b.route.host))
      .map(({ route, web }) => ({
        hostname: route.host,
        service: this.#entry ?? web.unorderedUrl,
        // No certificate that a container can have is valid for its name on the private network.
        originRequest: !this.#entry && web.protocol === "https" ? { noTLSVerify: true } : undefined,
      }));
    return {
      yaml: {
        tunnel,
        // The container starts as the image's user, so the file can have no owner of its own.
        "credentials-file": credentials.file({ target: "/etc/cloudflared/credentials.json" }),
        ingress: [...rules, { service: "http_status:404" }],
      },
    };
  }
}

function managedAtCloudflare(token: Secret) {
  return {
    command: ["tunnel", "run"],
    environment: { TUNNEL_METRICS: metrics, TUNNEL_TOKEN_FILE: token.file() },
  };
}

/** The first rule that fits wins, and `*.example.com` fits all below it: wildcards come last, the narrower ones first. */
function compareHosts(a: string, b: string): number {
  const breadth = (host: string) => (host.startsWith("*") ? 1 / host.split(".").length : 0);
  return breadth(a) - breadth(b) || (a < b ? -1 : 1);
}
