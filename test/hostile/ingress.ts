import { parse, parseDocument } from "yaml";
import {
  Authentik,
  Cloudflared,
  Homepage,
  Nginx,
  Postgres,
  SocketProxy,
  Traefik,
  type TraefikProps,
} from "../../lib/apps/index.ts";
import { type RouteOptions, Secret } from "../../lib/core/index.ts";
import { at, environment, file, if_, type Place, type Places, type Scene } from "./place.ts";

const tunnel = (scene: Scene, id = "6ff42ae2-765d-4adf-8112-31c55c1551ef") =>
  new Cloudflared(scene.stack, "tunnel", { tunnel: id, credentials: Secret.provided(scene.stack, "credentials") });
const acme = (more: (text: string) => object, ...path: string[]): Place => ({
  put: (t, { stack }) =>
    void new Traefik(stack, "proxy", { acme: { email: "a@example.com", ...more(t) } } as TraefikProps),
  arrives: (data) => at(parse(file(data, "proxy-traefik")), "certificatesResolvers", "acme", "acme", ...path),
});
/** A route by a reverse proxy, with a login that has the text somewhere. */
const guarded = (auth: (text: string) => object): Place => ({
  put: (t, { app, stack }) => {
    new Traefik(stack, "proxy").route("app", app({}).web(80), { auth: auth(t) } as RouteOptions);
  },
  arrives: "unwritten",
});
/** Sign-on with the text somewhere: in a group's name, or in what it is made with. */
const signOn = (
  props: (text: string) => object,
  group: (text: string) => string,
  arrives: Place["arrives"],
): Place => ({
  put: (t, { app, stack }) => {
    const database = new Postgres(stack, "db").database("id");
    const id = new Authentik(stack, "id", { database, ...props(t) });
    const proxy = new Traefik(stack, "proxy");
    proxy.route("id", id.web);
    proxy.route("app", app({}).web(80), { auth: id.group(group(t)) });
  },
  arrives,
});
/** The names of the groups in its blueprint. */
const groupsIn = (data: unknown): unknown[] => {
  const { entries } = parseDocument(file(data, "id-blueprint")).toJS() as { entries: Record<string, unknown>[] };
  const groups = entries.filter((entry) => entry["model"] === "authentik_core.group");
  return groups.map((entry) => at(entry, "identifiers", "name"));
};

/** Every text of what leads visitors in, and asks who they are. */
export const ingressPlaces: Places = {
  "CloudflaredProps.tunnel": { put: (t, scene) => void tunnel(scene, t), arrives: "refused" },
  "Cloudflared.route": {
    put: (t, scene) => void tunnel(scene).route(t, new Homepage(scene.stack, "home").web),
    arrives: if_(
      (data) => at(parse(file(data, "tunnel-config")), "ingress", "0", "hostname"),
      (t) => `${t}.example.com`,
    ),
  },
  "Acme.email": acme((t) => ({ email: t }), "email"),
  "Acme.server": acme((t) => ({ server: t }), "caServer"),
  "Acme.provider": acme((t) => ({ dns: { provider: t, environment: {} } }), "dnsChallenge", "provider"),
  "Acme.environment": {
    ...acme((t) => ({ dns: { provider: "a", environment: { KEY: t } } })),
    arrives: environment("proxy", "KEY"),
  },
  "Authentik.group": signOn(
    () => ({}),
    (t) => t,
    (data) => groupsIn(data)[0],
  ),
  "AuthentikProps.adminEmail": signOn(
    (adminEmail) => ({ adminEmail }),
    () => "family",
    environment("id-worker", "AUTHENTIK_BOOTSTRAP_EMAIL"),
  ),
  "TraefikProps.hostIp": {
    put: (t, { stack }) => void new Traefik(stack, "proxy", { publish: { hostIp: t } }),
    arrives: "refused",
  },
  "ProxyServer.route: Traefik": {
    put: (t, { stack }) => {
      new Traefik(stack, "proxy").route(t, new Homepage(stack, "home").web);
    },
    arrives: if_(
      (data) => Object.keys(at(parse(file(data, "proxy-routes")), "http", "routers") ?? {})[0],
      (t) => `${t}.example.com`,
    ),
  },
  "Auth.reason": guarded((t) => ({ kind: "none", reason: t })),
  "Auth.groups": guarded((t) => ({ kind: "sign-on", provider: {}, groups: t })),
  "Auth.kind": guarded((t) => ({ kind: t })),
  "NginxProps.hostIp": {
    put: (t, { stack }) => {
      const [certificate, key] = [Secret.provided(stack, "certificate"), Secret.provided(stack, "key")];
      new Nginx(stack, "proxy", { publish: { hostIp: t, certificate, key } });
    },
    arrives: "refused",
  },
  "ProxyServer.route: nginx": {
    put: (t, { stack }) => {
      const proxy = new Nginx(stack, "proxy");
      proxy.tunnelEntry();
      proxy.route(t, new Homepage(stack, "home").web);
    },
    arrives: if_(
      (data) => /server_name ([^_].*);/.exec(file(data, "proxy-routes"))?.[1],
      (t) => `${t}.example.com`,
    ),
  },
  "SocketProxyProps.socket": {
    put: (t, { stack }) => void new SocketProxy(stack, "proxy", { socket: t }),
    arrives: "refused",
  },
};
