import { LinuxServer, Network, NodeExporter, Secret, Service, type Stack, VpnGateway } from "homelab-stacks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gluetun } from "../../lib/images/gluetun.ts";
import { engine, waitFor } from "./engine.ts";
import { Rendered } from "./rendered.ts";
import { describeStandIns } from "./standins.ts";

// What is behind the gateway reaches the other end of the tunnel, and nothing else, whether that end is there or not.

const key = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=";
const [peer, behindPeer] = ["10.214.7.2", "http://10.13.13.1/"];
/** On the host itself, which every container reaches. */
const outside = "http://172.17.0.1:29177/";

let lab: Rendered;

const define =
  (bits = 32) =>
  (stack: Stack): void => {
    const wire = new Network(stack, "wire", {
      // The other addresses are given from the range: none of them is the one that is fixed.
      ipam: [{ subnet: "10.214.7.0/24", gateway: "10.214.7.1", ipRange: "10.214.7.128/25" }],
    });
    const other = new Service(stack, "peer", {
      image: gluetun.pinned,
      command: ["peer", "10.13.13.1/32", "10.13.13.0/24"],
      networks: [{ network: wire, ipv4Address: peer }],
      capAdd: ["NET_ADMIN"],
      devices: [{ source: "/dev/net/tun" }],
      healthcheck: "none",
    });
    const vpn = new VpnGateway(stack, "vpn", {
      provider: "custom",
      privateKey: Secret.provided(stack, "key"),
      addresses: [`10.13.13.2/${bits}`],
      server: { address: peer, publicKey: key },
    });
    vpn.service.override({ networks: [wire], dependsOn: [other] });
    const behind = new LinuxServer(stack, "behind", { app: "sonarr" });
    vpn.carry(behind);
    const free = new LinuxServer(stack, "free", { app: "radarr" });
    free.service.override({ networks: [wire] });
    for (const { service } of [behind, free]) {
      const { healthcheck } = service.effectiveProps;
      // Asked more often, for the test's sake alone.
      if (typeof healthcheck === "object") service.override({ healthcheck: { ...healthcheck, interval: "1s" } });
    }
    new NodeExporter(stack, "outside", { port: 29_177 });
  };

/** Whether a container gets an answer. */
const reaches = (service: string, url: string): Promise<boolean> =>
  lab.exec(service, ["curl", "-fsS", "-m", "2", "-o", "/dev/null", url]).then(
    () => true,
    () => false,
  );

const health = async () => (await engine.inspect(lab.container("vpn"))).State.Health?.Status;

beforeAll(async () => {
  lab = await Rendered.open("vpn-test");
});

afterAll(() => lab?.close());

describeStandIns("what is behind a VPN gateway", () => {
  it("reaches the other end of the tunnel, as somebody who comes through it", async () => {
    await lab.up(define(), () => key);
    expect(await lab.exec("behind", ["curl", "-fsS", "-m", "5", behindPeer])).toMatch(/^10\.13\.13\.2:/);
    expect(await reaches("free", behindPeer)).toBe(false);
  });

  it("reaches nothing past the tunnel, which others do", async () => {
    expect(await reaches("free", outside)).toBe(true);
    expect(await reaches("behind", outside)).toBe(false);
  });

  it("is reached by the gateway's name", async () => {
    const page = ["curl", "-fsS", "-m", "5", "http://vpn:8989/standin"];
    expect(JSON.parse(await lab.exec("free", page))).toMatchObject({ app: "linuxserver/sonarr" });
  });

  it("reaches nothing at all while the tunnel is down, which the gateway's health tells", async () => {
    await engine.docker(["stop", lab.container("peer")]);
    await waitFor(async () => (await health()) === "unhealthy" || undefined, 60_000);
    expect(await reaches("behind", behindPeer)).toBe(false);
    expect(await reaches("behind", outside)).toBe(false);
  });

  it("goes on by itself once the tunnel is up again", async () => {
    await engine.docker(["start", lab.container("peer")]);
    await waitFor(async () => (await health()) === "healthy" || undefined, 60_000);
    expect(await reaches("behind", behindPeer)).toBe(true);
    expect(await reaches("behind", outside)).toBe(false);
  });

  it("is recreated with the gateway", async () => {
    const before = await engine.inspect(lab.container("vpn"));
    await lab.up(define(24), () => key);
    const [vpn, behind] = await Promise.all(["vpn", "behind"].map((one) => engine.inspect(lab.container(one))));
    expect(vpn?.Id).not.toBe(before.Id);
    expect(behind?.HostConfig["NetworkMode"]).toBe(`container:${vpn?.Id}`);
    expect(await reaches("behind", behindPeer)).toBe(true);
  });
});
