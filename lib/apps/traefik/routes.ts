import {
  type ConfigData,
  type ForwardAuth,
  identityHeaders,
  type RouteAuth,
  text,
  type WebEndpoint,
} from "../../core/index.ts";
import type { Routed } from "../proxy-server.ts";

/** routes.yml: all that Traefik leads anywhere. Called when all routes are known. */
export function routingTable(given: readonly Routed[], behindTunnel: boolean): ConfigData {
  const routes = given.toSorted((a, b) => (a.route.host < b.route.host ? -1 : 1));
  const entryPoints = ["websecure", ...(behindTunnel ? ["tunnel"] : [])];
  const forwards = new Map<string, ForwardAuth>();
  const routers: Record<string, ConfigData> = {};
  const services: Record<string, ConfigData> = {};
  const middlewares: Record<string, ConfigData> = { ...always };
  for (const { route, web } of routes) {
    const { host, auth } = route;
    const [guard, guards] = guardOf(host, auth);
    Object.assign(middlewares, guards);
    routers[host] = {
      entryPoints,
      rule: ruleOf(host),
      priority: priorityOf(host),
      middlewares: [...Object.keys(always), ...guard],
      service: nameOf(web),
    };
    services[nameOf(web)] = serviceOf(web);
    if (auth?.kind !== "forward") continue;
    const { prefix, endpoint } = auth.provider.forward;
    // Its own pages on the guarded name: there people come back to after signing in.
    routers[`${host} sign-on`] = {
      entryPoints,
      rule: `${ruleOf(host)} && PathPrefix(\`${prefix}/\`)`,
      priority: priorityOf(host) + 1,
      middlewares: Object.keys(always),
      service: nameOf(endpoint),
    };
    services[nameOf(endpoint)] = serviceOf(endpoint);
    forwards.set(nameOf(endpoint), auth.provider.forward);
  }
  for (const [name, forward] of forwards) middlewares[name] = { forwardAuth: forwardAuth(forward) };
  return {
    // A section without content is refused.
    ...(routes.length > 0 && { http: { routers, middlewares, services, serversTransports: transports } }),
    tls: { options: { default: { minVersion: "VersionTLS12" } } },
  };
}

/** What every request and answer goes through: no visitor says by a header who they are. */
const always = {
  "no-identity": {
    headers: { customRequestHeaders: Object.fromEntries(identityHeaders.map((name) => [name, ""])) },
  },
  "secure-answers": { headers: { stsSeconds: 31_536_000, contentTypeNosniff: true } },
};

/** No certificate that a container can have is valid for its name on the private network. */
const transports = { unverified: { insecureSkipVerify: true } };

function serviceOf(web: WebEndpoint): ConfigData {
  return {
    loadBalancer: {
      servers: [{ url: web.unorderedUrl }],
      serversTransport: web.protocol === "https" ? "unverified" : undefined,
    },
  };
}

/** The names of the middlewares that ask who a visitor is, and what of them is this route's own. */
function guardOf(host: string, auth: RouteAuth | undefined): [string[], Record<string, ConfigData>] {
  if (auth?.kind === "forward") {
    const name = `${host} asked`;
    return [[name, nameOf(auth.provider.forward.endpoint)], { [name]: { headers: asked(host) } }];
  }
  if (auth?.kind !== "basic") return [[], {}];
  const name = `${host} users`;
  return [[name], { [name]: { basicAuth: { usersFile: auth.users.file(), removeHeader: true } } }];
}

/**
 * The provider judges a request by what is forwarded of it. Traefik keeps such headers of whoever it trusts, as of all that
 * comes through a tunnel: one allowed into an app could be judged for that one while asking for another.
 */
function asked(host: string): ConfigData {
  const removed = ["X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Prefix"];
  return {
    customRequestHeaders: { "X-Forwarded-Host": host, ...Object.fromEntries(removed.map((name) => [name, ""])) },
  };
}

function forwardAuth({ endpoint, prefix, check, headers }: ForwardAuth): ConfigData {
  return {
    address: text`${endpoint.unorderedUrl}${prefix}${check.traefik}`,
    // Traefik has replaced them by what it knows, wherever a request is not from the tunnel.
    trustForwardHeader: true,
    maxResponseBodySize: 1_048_576,
    authResponseHeaders: headers,
  };
}

function nameOf(web: WebEndpoint): string {
  return `${web.service.path} ${web.port}`.replaceAll(/[/ ]/g, "-");
}

/** `*.example.com` stands for all below it, as with a tunnel. */
function ruleOf(host: string): string {
  if (!host.startsWith("*.")) return `Host(\`${host}\`)`;
  return `HostRegexp(\`^.+${host.slice(1).replaceAll(".", "\\.")}$\`)`;
}

/** A name before a wildcard, a narrow wildcard before a wide one. */
function priorityOf(host: string): number {
  return host.startsWith("*.") ? 10 * host.split(".").length : 10_000;
}
