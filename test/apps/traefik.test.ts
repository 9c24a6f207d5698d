import {
  Cloudflared,
  type Homelab,
  Secret,
  Service,
  type SignOn,
  Stack,
  Traefik,
  type TraefikProps,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

const image = "docker.io/library/nginx:1.30.4";
const web = (lab: Homelab, name: string, protocol: "http" | "https" = "http") =>
  new Service(new Stack(lab, name), name, { image }).web(8080, { protocol, auth: "own" });

function proxied(props: TraefikProps = {}) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  return { lab, edge, proxy: new Traefik(edge, "proxy", props) };
}

const table = (lab: Homelab) => parse(fileOf(lab, "edge/proxy/routes"));
const settings = (lab: Homelab) => parse(fileOf(lab, "edge/proxy/traefik"));

describe("Traefik", () => {
  it("leads each hostname to its app, names before wildcards, and tells the app where it is", () => {
    const { lab, proxy } = proxied();
    const git = web(lab, "git");
    proxy.route("git", git);
    proxy.route("*.apps.example.com", web(lab, "apps"));
    proxy.route("console", web(lab, "console", "https"));
    const { routers, services } = table(lab).http;
    expect(routers["git.example.com"]).toEqual({
      entryPoints: ["websecure"],
      rule: "Host(`git.example.com`)",
      priority: 10_000,
      middlewares: ["no-identity", "secure-answers"],
      service: "git-git-8080",
    });
    expect(routers["*.apps.example.com"]).toMatchObject({
      rule: "HostRegexp(`^.+\\.apps\\.example\\.com$`)",
      priority: 40,
    });
    expect(services["git-git-8080"].loadBalancer.servers).toEqual([{ url: "http://git:8080" }]);
    expect(services["console-console-8080"].loadBalancer).toEqual({
      servers: [{ url: "https://console:8080" }],
      serversTransport: "unverified",
    });
    expect(modelOf(lab).routes.map(({ host, scheme, ingress }) => `${scheme}://${host} ${ingress}`)).toEqual([
      "https://*.apps.example.com edge/proxy",
      "https://console.example.com edge/proxy",
      "https://git.example.com edge/proxy",
    ]);
  });

  it("removes from each request the headers by which somebody could pass for another", () => {
    const { lab, proxy } = proxied();
    proxy.route("git", web(lab, "git"));
    const removed = table(lab).http.middlewares["no-identity"].headers.customRequestHeaders;
    expect(removed).toMatchObject({ "X-authentik-username": "", "Remote-User": "", "X-Forwarded-User": "" });
    const { entryPoints } = settings(lab);
    expect(Object.values<{ http: object }>(entryPoints).map(({ http }) => http)).toEqual(
      Object.values(entryPoints).map(() => expect.objectContaining({ aliasHeadersStrategy: "delete" })),
    );
  });

  it("asks for a name and a password where a route says so", () => {
    const { lab, edge, proxy } = proxied();
    proxy.route("git", web(lab, "git"), { auth: { kind: "basic", users: Secret.provided(edge, "users") } });
    const { routers, middlewares } = table(lab).http;
    expect(routers["git.example.com"].middlewares).toContain("git.example.com users");
    expect(middlewares["git.example.com users"].basicAuth).toEqual({
      usersFile: "/run/secrets/users",
      removeHeader: true,
    });
    expect(modelOf(lab).routes[0]?.auth).toEqual({ kind: "basic" });
  });

  it("has a provider judge each request by the route's own name, whatever was forwarded", () => {
    const { lab, proxy } = proxied();
    const pages = web(lab, "login");
    const provider: SignOn = {
      web: pages,
      forward: {
        ...{ endpoint: pages, prefix: "/outpost", check: { traefik: "/auth", nginx: "/auth" }, signIn: "/start" },
        headers: ["Remote-User"],
      },
      guard: () => {},
      client: () => undefined,
    };
    proxy.route("git", web(lab, "git"), { auth: { kind: "sign-on", provider, groups: ["family"] } });
    const { routers, middlewares } = table(lab).http;
    const asked = routers["git.example.com"].middlewares as string[];
    const headers = asked.findIndex((name) => middlewares[name].headers?.customRequestHeaders?.["X-Forwarded-Host"]);
    expect(middlewares[asked[headers] ?? ""].headers.customRequestHeaders).toEqual({
      ...{ "X-Forwarded-Host": "git.example.com", "X-Forwarded-Uri": "", "X-Forwarded-Method": "" },
      "X-Forwarded-Prefix": "",
    });
    expect(asked.findIndex((name) => "forwardAuth" in middlewares[name])).toBeGreaterThan(headers);
  });

  it("changes nothing but itself when a route is added", () => {
    const { lab, proxy } = proxied();
    proxy.route("git", web(lab, "git"));
    const wiki = web(lab, "wiki");
    proxy.route("old", wiki);
    const before = modelOf(lab).stacks;
    proxy.route("wiki", wiki);
    const after = modelOf(lab).stacks;
    expect(after.filter((stack, index) => JSON.stringify(stack) !== JSON.stringify(before[index]))).toEqual([
      expect.objectContaining({ name: "edge" }),
    ]);
  });

  it("keeps the account and the certificates on a volume, by HTTP or by DNS", () => {
    const byHttp = proxied({ acme: { email: "a@example.com" } });
    expect(settings(byHttp.lab).certificatesResolvers.acme.acme).toEqual({
      email: "a@example.com",
      storage: "/acme/acme.json",
      httpChallenge: { entryPoint: "web" },
    });
    const { volumes } = modelOf(byHttp.lab).stacks[0] ?? {};
    expect(volumes).toMatchObject([{ name: "edge_proxy-acme", class: "data" }]);
    const byDns = proxied();
    const token = Secret.provided(byDns.edge, "token");
    const dns = { provider: "cloudflare", environment: { CF_DNS_API_TOKEN_FILE: token.file() } };
    new Traefik(byDns.edge, "other", { acme: { email: "a@example.com", dns } });
    expect(serviceOf(byDns.lab, "edge/other").environment).toMatchObject({
      CF_DNS_API_TOKEN_FILE: "/run/secrets/token",
    });
    const file = parse(fileOf(byDns.lab, "edge/other/traefik"));
    expect(file.certificatesResolvers.acme.acme.dnsChallenge).toEqual({ provider: "cloudflare" });
    expect(file.entryPoints.websecure.http.tls.domains).toEqual([{ main: "example.com", sans: ["*.example.com"] }]);
  });

  it("publishes its ports where asked, and leads plain HTTP to the one of https", () => {
    expect(serviceOf(proxied().lab, "edge/proxy").ports).toEqual([]);
    const { lab } = proxied({ publish: { hostIp: "192.168.1.2", http: 8080, https: 8443 } });
    const ports = serviceOf(lab, "edge/proxy").ports.map((one) => `${one.hostIp}:${one.published}:${one.target}`);
    expect(ports).toEqual(["192.168.1.2:8080:80", "192.168.1.2:8443:443"]);
    expect(settings(lab).entryPoints.web.http.redirections.entryPoint).toMatchObject({ to: ":8443", scheme: "https" });
  });
});

describe("a tunnel with a reverse proxy behind it", () => {
  it("leads every hostname to the proxy, which alone reaches the app", () => {
    const { lab, edge, proxy } = proxied();
    const credentials = Secret.provided(edge, "credentials");
    const tunnel = "6ff42ae2-765d-4adf-8112-31c55c1551ef";
    const edgeTunnel = new Cloudflared(edge, "tunnel", { tunnel, credentials, through: proxy });
    edgeTunnel.route("git", web(lab, "git"), { auth: { kind: "basic", users: Secret.provided(edge, "users") } });
    expect(parse(fileOf(lab, "edge/tunnel/config")).ingress[0]).toEqual({
      hostname: "git.example.com",
      service: "http://proxy:8000",
    });
    expect(table(lab).http.routers["git.example.com"].entryPoints).toEqual(["websecure", "tunnel"]);
    expect(settings(lab).entryPoints.tunnel.forwardedHeaders.trustedIPs).not.toContain("0.0.0.0/0");
    expect(settings(lab).entryPoints.websecure.forwardedHeaders).toBeUndefined();
    expect(serviceOf(lab, "edge/tunnel").networks.map(({ network }) => network)).toEqual(["default"]);
    expect(serviceOf(lab, "git/git").networks.map(({ network }) => network)).toEqual(["default", "kite"]);
  });

  it("is what a login asks for that the tunnel cannot ask for", () => {
    const lab = homelab();
    const edge = new Stack(lab, "edge");
    const tunnel = new Cloudflared(edge, "tunnel", { token: Secret.provided(edge, "token") });
    tunnel.route("git", web(lab, "git"), { auth: { kind: "basic", users: Secret.provided(edge, "users") } });
    tunnel.route("open", web(lab, "open"), { auth: { kind: "none", reason: "a page for all" } });
    expect(build(lab).problems).toMatchObject([{ code: "HL080", path: "edge/tunnel", exists: ["none", "oidc"] }]);
  });
});
