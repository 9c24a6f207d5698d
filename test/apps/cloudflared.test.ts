import { Cloudflared, type Homelab, Secret, Service, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

const id = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

function localTunnel(tunnel = id) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  return {
    lab,
    tunnel: new Cloudflared(edge, "tunnel", { tunnel, credentials: Secret.provided(edge, "credentials") }),
  };
}

function web(lab: Homelab, name: string, protocol: "http" | "https" = "http") {
  return new Service(new Stack(lab, name), name, { image: "docker.io/library/nginx:1.30.4" }).web(8080, { protocol });
}

const config = (lab: Homelab) => parse(fileOf(lab, "edge/tunnel/config"));

describe("Cloudflared", () => {
  it("leads each hostname to its app, sorted, and refuses the rest last", () => {
    const { lab, tunnel } = localTunnel();
    tunnel.route("wiki", web(lab, "wiki"));
    tunnel.route("@", web(lab, "front"));
    tunnel.route("git", web(lab, "git"));
    expect(config(lab)).toEqual({
      tunnel: id,
      "credentials-file": "/etc/cloudflared/credentials.json",
      ingress: [
        { hostname: "example.com", service: "http://front:8080" },
        { hostname: "git.example.com", service: "http://git:8080" },
        { hostname: "wiki.example.com", service: "http://wiki:8080" },
        { service: "http_status:404" },
      ],
    });
  });

  it("puts wildcards behind the names that they cover, the narrower before the wider", () => {
    const { lab, tunnel } = localTunnel();
    for (const host of ["*.example.com", "*.apps.example.com", "git.example.com", "a.apps.example.com"])
      tunnel.route(host, web(lab, `s${host.replaceAll(/[^a-z]/g, "")}`));
    expect(config(lab).ingress.map((rule: { hostname?: string }) => rule.hostname)).toEqual([
      "a.apps.example.com",
      "git.example.com",
      "*.apps.example.com",
      "*.example.com",
      undefined,
    ]);
  });

  it("does not ask for a certificate where the app speaks TLS by itself", () => {
    const { lab, tunnel } = localTunnel();
    tunnel.route("portainer", web(lab, "portainer", "https"));
    expect(config(lab).ingress[0]).toEqual({
      hostname: "portainer.example.com",
      service: "https://portainer:8080",
      originRequest: { noTLSVerify: true },
    });
  });

  it("waits for no app, shares a network with each, and publishes no port", () => {
    const { lab, tunnel } = localTunnel();
    tunnel.route("wiki", web(lab, "wiki"));
    const service = serviceOf(lab, "edge/tunnel");
    expect(service).toMatchObject({ dependsOn: [], ports: [], capAdd: [] });
    for (const path of ["edge/tunnel", "wiki/wiki"])
      expect(serviceOf(lab, path).networks.map((join) => join.network)).toContain("kite");
  });

  it("gets its credentials as a file that has no owner, since it starts as the image's user", () => {
    const { lab } = localTunnel();
    const { secrets, environment, command, healthcheck } = serviceOf(lab, "edge/tunnel");
    expect(secrets).toEqual([{ secret: "EDGE_CREDENTIALS", target: "/etc/cloudflared/credentials.json" }]);
    expect(command).toEqual(["tunnel", "--config", "/etc/cloudflared/config.yml", "run"]);
    expect(healthcheck).toMatchObject({
      test: ["CMD", "cloudflared", "tunnel", "--metrics", environment["TUNNEL_METRICS"], "ready"],
    });
  });

  it("runs a tunnel that is managed at Cloudflare by its token's file, and still knows its routes", () => {
    const lab = homelab();
    const edge = new Stack(lab, "edge");
    const tunnel = new Cloudflared(edge, "tunnel", { token: Secret.provided(edge, "token") });
    tunnel.route("wiki", web(lab, "wiki"));
    const service = serviceOf(lab, "edge/tunnel");
    expect(service.command).toEqual(["tunnel", "run"]);
    expect(service.environment["TUNNEL_TOKEN_FILE"]).toBe("/run/secrets/token");
    expect(service.configs).toEqual([]);
    expect(modelOf(lab).routes).toEqual([
      { host: "wiki.example.com", scheme: "https", ingress: "edge/tunnel", service: "wiki/wiki", port: 8080 },
    ]);
  });

  it("refuses a tunnel's name in place of its id", () => {
    const { lab } = localTunnel("my-tunnel");
    expect(build(lab).problems).toMatchObject([
      { code: "HL078", path: "edge/tunnel", message: expect.stringContaining("my-tunnel") },
    ]);
  });
});
