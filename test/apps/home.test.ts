import { AdGuard, HomeAssistant, Service, Stack, Traefik } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

const settings = "home/home/http";

describe("Home Assistant", () => {
  it("is on the host's network, to which an ingress finds by the host's address", () => {
    const lab = homelab();
    const home = new HomeAssistant(new Stack(lab, "home"), "home");
    const proxy = new Traefik(new Stack(lab, "edge"), "traefik");
    proxy.route("house", home.web);
    const { networkMode, networks } = serviceOf(lab, "home/home");
    expect({ networkMode, networks }).toEqual({ networkMode: "host", networks: [] });
    const { stacks } = modelOf(lab);
    expect(JSON.stringify(stacks.find(({ name }) => name === "edge")?.configs)).toContain("http://172.17.0.1:8123");
    // It joins no network, so its stack's file declares none.
    expect(stacks.find(({ name }) => name === "home")?.networks).toEqual([]);
  });

  it("believes a proxy once it is routed, and only what comes from Docker's networks", () => {
    const lab = homelab();
    const home = new HomeAssistant(new Stack(lab, "home"), "home");
    expect(fileOf(lab, settings).trim()).toBe("{}");
    new Traefik(new Stack(lab, "edge"), "traefik").route("house", home.web);
    expect(parse(fileOf(lab, settings))).toEqual({
      use_x_forwarded_for: true,
      trusted_proxies: ["127.0.0.1", "::1", "172.16.0.0/12"],
    });
  });

  it("starts once its configuration includes those settings", () => {
    const lab = homelab();
    new HomeAssistant(new Stack(lab, "home"), "home");
    expect(serviceOf(lab, "home/home").dependsOn).toEqual([
      { stack: "home", service: "home-include", condition: "service_completed_successfully" },
    ]);
    expect(fileOf(lab, "home/home/script")).toContain("include='http: !include /etc/home-assistant/http.yaml'");
  });

  it("is like any other app without discovery", () => {
    const lab = homelab();
    const stack = new Stack(lab, "home");
    const home = new HomeAssistant(stack, "home", { discovery: false });
    new Service(stack, "app", { image: "docker.io/library/nginx:1.30.4", environment: { HOME_URL: home.web.url } });
    expect(serviceOf(lab, "home/home").networkMode).toBeUndefined();
    expect(serviceOf(lab, "home/app").environment["HOME_URL"]).toBe("http://home:8123");
  });
});

describe("AdGuard", () => {
  it("answers on the address that it is given alone, by both protocols", () => {
    const lab = homelab();
    new AdGuard(new Stack(lab, "dns"), "adguard", { dns: { hostIp: "192.168.1.2" } });
    expect(serviceOf(lab, "dns/adguard").ports).toEqual([
      { target: 53, published: 53, hostIp: "192.168.1.2", protocol: "tcp" },
      { target: 53, published: 53, hostIp: "192.168.1.2", protocol: "udp" },
    ]);
  });

  it("is refused without one", () => {
    const lab = homelab();
    new AdGuard(new Stack(lab, "dns"), "adguard", { dns: {} as { hostIp: string } });
    expect(build(lab).problems).toMatchObject([{ code: "HL071", path: "dns/adguard" }]);
  });
});
