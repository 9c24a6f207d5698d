import { expect, it } from "vitest";
import { leftBehind } from "../../lib/cli/demo/down.ts";
import { madeUpSecrets } from "../../lib/cli/demo/secrets.ts";
import { demoModel, needingCredentials } from "../../lib/demo/model.ts";
import { Cloudflared, Homelab, Secret, Service, Stack } from "../../lib/index.ts";
import { build } from "../../lib/model/index.ts";
import example from "../../stacks/homelab.ts";

const modelOf = (lab: Homelab) => build(lab).model;
const kite = modelOf(example);

it("leaves out what needs credentials, and what waits for it", () => {
  expect(needingCredentials(kite)).toEqual(["edge/cloudflared"]);
  const stack = new Stack(new Homelab("lab"), "one");
  const token = Secret.provided(stack, "token");
  const image = "docker.io/library/busybox:1.37";
  const first = new Service(stack, "first", { image, environment: { TOKEN: token } });
  const second = new Service(stack, "second", { image, dependsOn: [first] });
  new Service(stack, "third", { image, dependsOn: [second] });
  new Service(stack, "fourth", { image });
  const model = modelOf(Homelab.of(stack));
  const leftOut = needingCredentials(model);
  expect(leftOut).toEqual(["one/first", "one/second", "one/third"]);
  expect(demoModel(model, leftOut).stacks.flatMap(({ services }) => services.map(({ key }) => key))).toEqual([
    "fourth",
  ]);
});

it("labels whatever it makes on the engine", () => {
  const { stacks } = demoModel(kite, []);
  const made = stacks.flatMap(({ services, networks, volumes }) => [...services, ...networks, ...volumes]);
  expect(made.length).toBeGreaterThan(15);
  for (const { labels } of made) expect(labels).toHaveProperty(["homelab-stacks.demo"], "true");
});

it("makes up credentials of the form that the tunnel reads: of its own id, or a token", () => {
  const secrets = madeUpSecrets(kite);
  expect([...secrets.keys()]).toEqual(["EDGE_TUNNEL_CREDENTIALS"]);
  expect(JSON.parse(secrets.get("EDGE_TUNNEL_CREDENTIALS") ?? "")).toEqual({
    AccountTag: expect.stringMatching(/^[0-9a-f]{32}$/),
    TunnelSecret: expect.stringMatching(/^.{43}=$/),
    TunnelID: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
  });
  const edge = new Stack(new Homelab("lab"), "edge");
  new Cloudflared(edge, "cloudflared", { token: Secret.provided(edge, "token") });
  const token = madeUpSecrets(modelOf(Homelab.of(edge))).get("EDGE_TOKEN") ?? "";
  expect(JSON.parse(Buffer.from(token, "base64").toString())).toMatchObject({ a: expect.any(String) });
});

it("says what stays after --down, and how to remove it", () => {
  expect(leftBehind([])).toEqual([expect.stringMatching(/rm -rf .*homelab-stacks$/)]);
  const text = leftBehind(["debootstrap", "docker.io"]).join("\n");
  expect(text).toContain("apt-get purge debootstrap docker.io");
  expect(text).toContain("homelab setup");
});
