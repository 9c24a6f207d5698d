import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigFile, Homelab, Network, Service, Stack, Volume } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";

/** Text that a definition may hold by mistake or malice, and text that almost means something. */
const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", "__proto__", "constructor", "\u001b[2J", "\u202e", "a\nb", "::", "fd00::%eth0", "1.2.3.4/0", "0"),
  fc.constantFrom("/dev/", "/var/run/..", "http://a:b@", "x://:@@", "--password", "=", "${", "-1", "host", "yes"),
);
const dictionary = fc.dictionary(hostile, hostile, { maxKeys: 3 });
const list = fc.array(hostile, { maxLength: 3 });

const service = fc.record({
  image: hostile,
  command: list,
  entrypoint: list,
  environment: dictionary,
  labels: dictionary,
  extraHosts: dictionary,
  tmpfs: dictionary,
  capAdd: list,
  capDrop: list,
  securityOpt: list,
  user: hostile,
  dns: hostile,
  hostname: hostile,
  domainname: hostile,
  hostIp: hostile,
  path: hostile,
  alias: hostile,
  address: hostile,
  subnet: hostile,
  gateway: hostile,
  text: hostile,
});

describe("checks", () => {
  it("say something of every definition, and never fail themselves", () => {
    fc.assert(
      fc.property(fc.array(service, { minLength: 1, maxLength: 3 }), (given) => {
        const lab = new Homelab("kite", { domain: "example.com" });
        const stack = new Stack(lab, "app");
        for (const [index, { hostIp, path, alias, address, subnet, gateway, text, ...props }] of given.entries()) {
          const network = new Network(stack, `net${index}`, { ipam: [{ subnet, gateway }] });
          const volume = new Volume(stack, `v${index}`, { class: "database", storage: { path } });
          new Service(stack, `s${index}`, {
            ...props,
            ports: [{ target: 80, published: 80, hostIp }],
            volumes: [
              { bind: path, target: path },
              { volume, target: text },
            ],
            networks: [{ network, aliases: [alias], ipv4Address: address, ipv6Address: address }],
            devices: [{ source: path }],
            configs: [new ConfigFile(stack, `c${index}`, { target: path, content: { text } })],
            healthcheck: { test: ["CMD", text] },
          });
        }
        const { problems } = runChecks(build(lab).model, () => undefined);
        expect(problems.filter(({ message }) => message.includes("failed itself"))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("read a text of 64 KB that almost holds a password in no more than a second", () => {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "app");
    for (const [index, value] of [
      "a://".repeat(16_000),
      "a:".repeat(32_000),
      `x://${"a:".repeat(30_000)}@`,
    ].entries()) {
      new Service(stack, `s${index}`, { image: "nginx:1.30.4", environment: { URL: value }, command: [value] });
    }
    const { model } = build(lab);
    const start = performance.now();
    runChecks(model, () => undefined);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
