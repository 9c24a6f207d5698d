import { LinuxServer, Secret, Service, Stack, Traefik, VpnGateway, type VpnGatewayProps } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { homelab, modelOf, serviceOf } from "./definition.ts";

const mullvad: VpnGatewayProps = { provider: "mullvad", addresses: ["10.64.222.21/32"] };

function carried(props: VpnGatewayProps = mullvad) {
  const lab = homelab();
  const stack = new Stack(lab, "media");
  const vpn = new VpnGateway(stack, "vpn", props);
  const torrents = new LinuxServer(stack, "qbittorrent", { app: "qbittorrent", http: { hostPort: 8080 } });
  return { lab, stack, vpn, torrents };
}

describe("a VPN gateway", () => {
  it("publishes the ports of what it carries, whose network is its own, and which waits until the tunnel works", () => {
    const { lab, vpn, torrents } = carried();
    vpn.carry(torrents);
    expect(serviceOf(lab, "media/vpn").ports).toMatchObject([{ target: 8080, published: 8080, hostIp: "127.0.0.1" }]);
    expect(serviceOf(lab, "media/qbittorrent")).toMatchObject({
      ports: [],
      networks: [],
      networkMode: { service: "vpn" },
      dependsOn: [{ service: "vpn", condition: "service_healthy" }],
    });
  });

  it("is the name that references and routes to what it carries lead to", () => {
    const { lab, stack, vpn, torrents } = carried();
    const sonarr = new Service(stack, "app", {
      image: "docker.io/library/nginx:1.30.4",
      environment: { URL: torrents.web.url },
    });
    const proxy = new Traefik(new Stack(lab, "edge"), "traefik");
    proxy.route("torrents", torrents.web);
    vpn.carry(torrents);
    expect(serviceOf(lab, sonarr.path).environment["URL"]).toBe("http://vpn:8080");
    expect(serviceOf(lab, "media/vpn").networks.map(({ network }) => network)).toContain("kite");
    const routes = modelOf(lab).stacks.find(({ name }) => name === "edge")?.configs ?? [];
    expect(JSON.stringify(routes)).toContain("http://vpn:8080");
  });

  it("keeps what it carries waiting for what it waits for besides", () => {
    const { lab, stack, vpn } = carried();
    const first = new Service(stack, "first", { image: "docker.io/library/nginx:1.30.4" });
    const app = new Service(stack, "app", { image: "docker.io/library/nginx:1.30.4", dependsOn: [first] });
    vpn.carry(app);
    expect(serviceOf(lab, "media/app").dependsOn.map(({ service }) => service)).toEqual(["first", "vpn"]);
  });

  it("has its keys in files alone, where its image looks for them", () => {
    const { lab, vpn } = carried();
    const { environment, secrets } = serviceOf(lab, vpn.service.path);
    expect(secrets).toMatchObject([{ secret: "MEDIA_VPN_PRIVATE_KEY", target: "/run/secrets/wireguard_private_key" }]);
    expect(environment).toMatchObject({ VPN_TYPE: "wireguard", WIREGUARD_ADDRESSES: "10.64.222.21/32" });
    expect(Object.keys(environment).filter((name) => name.includes("KEY"))).toEqual([]);
  });

  it.each<[what: string, props: (stack: Stack) => VpnGatewayProps, message: string]>([
    ["no address", () => ({ provider: "mullvad" }), "mullvad needs `addresses` besides a private key"],
    ["nothing", () => ({ provider: "custom" }), "custom needs `addresses` and `server` besides a private key"],
    ["no shared key", () => ({ ...mullvad, provider: "airvpn" }), "airvpn needs `presharedKey` besides a private key"],
    [
      "a name for an address",
      () => ({ ...mullvad, provider: "custom", server: { address: "vpn.example.org", publicKey: "k" } }),
      'the server\'s address "vpn.example.org" is no IP address',
    ],
  ])("with %s is refused", (_, props, message) => {
    const lab = homelab();
    const stack = new Stack(lab, "media");
    new VpnGateway(stack, "vpn", props(stack));
    expect(build(lab).problems).toMatchObject([{ code: "HL085", path: "media/vpn", message }]);
  });

  it("with all that its provider needs is not", () => {
    const lab = homelab();
    const stack = new Stack(lab, "media");
    new VpnGateway(stack, "nordvpn", { provider: "nordvpn" });
    new VpnGateway(stack, "airvpn", { ...mullvad, provider: "airvpn", presharedKey: Secret.provided(stack, "shared") });
    expect(build(lab).problems).toEqual([]);
  });

  it("cannot carry two that listen on one port, nor one that listens where it does", () => {
    const { lab, stack, vpn, torrents } = carried();
    vpn.carry(torrents, new LinuxServer(stack, "more", { app: "qbittorrent" }));
    const web = new Service(stack, "web", { image: "docker.io/library/nginx:1.30.4" });
    web.web(8000);
    vpn.carry(web);
    const found = runChecks(build(lab).model, () => undefined).problems.filter(({ code }) => code === "HL046");
    expect(found.map(({ path }) => path).sort()).toEqual(["media/qbittorrent", "media/web"]);
  });
});
