import { Cloudflared, Nginx, type NginxProps, Secret, Service, type SignOn, Stack, StaticSite } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { fileOf, homelab, serviceOf } from "./definition.ts";

function proxied(more: Partial<NonNullable<NginxProps["publish"]>> = {}) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  const [certificate, key] = [Secret.provided(edge, "certificate"), Secret.provided(edge, "key")];
  const proxy = new Nginx(edge, "proxy", { publish: { hostIp: "192.168.1.2", certificate, key, ...more } });
  return { lab, edge, proxy };
}

type Lab = ReturnType<typeof homelab>;
const image = "docker.io/library/nginx:1.30.4";
const web = (lab: Lab, id: string) => new Service(new Stack(lab, id), id, { image }).web(80, { auth: "own" });
const file = (lab: Lab) => fileOf(lab, "edge/proxy/routes");

describe("Nginx", () => {
  it("leads each hostname to its app, waiting for none, and writes the same whatever the order", () => {
    const hosts = ["git", "*.wild", "@"];
    const written = [hosts, hosts.toReversed()].map((order) => {
      const { lab, proxy } = proxied();
      const apps = new Map([...hosts].sort().map((host, index) => [host, web(lab, `app${index}`)]));
      for (const host of order) proxy.route(host === "*.wild" ? "*.wild.example.com" : host, apps.get(host) as never);
      expect(serviceOf(lab, "edge/proxy").dependsOn).toEqual([]);
      return file(lab);
    });
    expect(written[0]).toBe(written[1]);
    expect(written[0]?.match(/server_name [^_].*;\n {4}set \$app .*;/g)).toEqual([
      "server_name *.wild.example.com;\n    set $app http://app0:80;",
      "server_name example.com;\n    set $app http://app1:80;",
      "server_name git.example.com;\n    set $app http://app2:80;",
    ]);
  });

  it("is published with its certificate alone, and else reached by a tunnel alone", () => {
    const { lab } = proxied({ http: 8080, https: 8443 });
    const { ports, secrets } = serviceOf(lab, "edge/proxy");
    expect(ports.map((one) => `${one.hostIp}:${one.published}:${one.target}`)).toEqual([
      "192.168.1.2:8080:80",
      "192.168.1.2:8443:443",
    ]);
    expect(secrets.map(({ secret, mode }) => [secret, mode])).toEqual([
      ["EDGE_CERTIFICATE", undefined],
      ["EDGE_KEY", "0400"],
    ]);
    expect(file(lab)).toContain("return 301 https://$host:8443$request_uri;");
    expect(file(lab)).not.toContain("set_real_ip_from");

    const behind = homelab();
    const edge = new Stack(behind, "edge");
    const through = new Nginx(edge, "proxy");
    const tunnel = "6ff42ae2-765d-4adf-8112-31c55c1551ef";
    const outer = new Cloudflared(edge, "tunnel", { tunnel, credentials: Secret.provided(edge, "c"), through });
    outer.route("git", web(behind, "git"));
    expect(serviceOf(behind, "edge/proxy").ports).toEqual([]);
    expect(file(behind)).not.toContain("listen 443");
    expect(file(behind)).toContain("listen 8000;\n    set_real_ip_from 10.0.0.0/8;");
    expect(fileOf(behind, "edge/tunnel/config")).toContain("service: http://proxy:8000");
  });

  it("asks for a name and a password, and keeps them from the app", () => {
    const { lab, edge, proxy } = proxied();
    proxy.route("git", web(lab, "git"), { auth: { kind: "basic", users: Secret.provided(edge, "users") } });
    expect(file(lab)).toContain("auth_basic_user_file /run/secrets/users;");
    expect(file(lab)).toContain('proxy_set_header Authorization "";');
  });

  it("asks a provider about the route's own name, and tells the app what it says and nothing that visitors claim", () => {
    const { lab, proxy } = proxied();
    const login = web(lab, "login");
    const provider: SignOn = {
      web: login,
      forward: {
        endpoint: login,
        prefix: "/outpost",
        check: { traefik: "/traefik", nginx: "/nginx" },
        signIn: "/start",
        headers: ["remote-user"],
      },
      guard: () => undefined,
      client: () => undefined,
    };
    proxy.route("git", web(lab, "git"), { auth: { kind: "sign-on", provider, groups: ["family"] } });
    const [, check = ""] = /location = \/outpost\/nginx \{([^}]*)\}/.exec(file(lab)) ?? [];
    expect(check).toContain("proxy_set_header X-Forwarded-Host git.example.com;");
    const [, app = ""] = /location \/ \{([^}]*)\}/.exec(file(lab)) ?? [];
    expect(app).toContain("auth_request /outpost/nginx;");
    expect(app.match(/proxy_set_header Remote-User .*;/gi)).toEqual([
      "proxy_set_header Remote-User $told_remote_user;",
    ]);
    for (const name of ["X-authentik-username", "Forwarded", "X-Forwarded-User"])
      expect(app).toContain(`proxy_set_header ${name} "";`);
    // Each header once: a second one would be sent besides.
    const names = [...app.matchAll(/proxy_set_header (\S+)/g)].map(([, name = ""]) => name.toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe("StaticSite", () => {
  it("reads a folder of the host, or a volume that others may write to", () => {
    const lab = homelab();
    const stack = new Stack(lab, "site");
    new StaticSite(stack, "folder", { folder: "/srv/www" });
    const site = new StaticSite(stack, "volume");
    expect(serviceOf(lab, "site/folder").mounts).toMatchObject([{ source: "/srv/www", readOnly: true }]);
    expect(serviceOf(lab, "site/volume").mounts).toMatchObject([{ source: "volume-content", readOnly: true }]);
    expect(site.content?.path).toBe("site/volume/content");
    expect(fileOf(lab, "site/folder/server")).toContain("try_files $uri $uri/ =404;");
  });
});
