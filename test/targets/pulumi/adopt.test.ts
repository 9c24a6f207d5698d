import { describe, expect, it } from "vitest";
import { type Adopted, adopt, type Deployment, type StateResource, urnOf } from "../../../lib/apply/adoption/adopt.ts";
import { Homelab, Network, Secret, Service, Stack, text, Volume } from "../../../lib/core/index.ts";
import { build } from "../../../lib/model/index.ts";
import { plan } from "../../../lib/targets/pulumi/plan.ts";
import { engineName, resolveArgs } from "../../../lib/targets/pulumi/resolve.ts";

// A state that is written by hand, so to speak: whatever Pulumi demands of one must hold.
const of = { project: "homelab", stack: "kite", provider: { version: "5.2.0", host: "ssh://nas" } };
const urn = (type: "Container" | "Network" | "Volume", name: string) => urnOf({ type, name: `kite/${name}` }, of);

const lab = new Homelab("kite");
const stack = new Stack(lab, "web");
const token = Secret.generated(stack, "token");
const image = "docker.io/library/nginx:1.30.4";
const app = new Service(stack, "app", {
  image,
  environment: { TOKEN: token, PLAIN: "plain", URL: text`http://${token.uriEncoded}@x` },
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  networks: [stack.defaultNetwork, new Network(stack, "back", { labels: { zone: "back" } })],
});
new Service(stack, "side", { image, networkMode: { service: app } });
const { model } = build(lab);

const ids = new Map([
  ["web-app-1", "a".repeat(64)],
  ["web-side-1", "b".repeat(64)],
]);
const around = {
  model,
  secret: () => "s3cret & more",
  container: (name: string) => ids.get(name),
  image: () => "sha256:1234",
  imageLabel: () => "sha256:1234",
};

/** Everything of the plan as found on the host, in the reverse of its order. */
const found = plan(model)
  .filter(({ type }) => type !== "Stack")
  .map((planned): Adopted => {
    const name = engineName(planned.name);
    return { planned, id: ids.get(name) ?? `id of ${name}`, inputs: resolveArgs(planned.args, around) };
  })
  .reverse();

function resources(state: Deployment): StateResource[] {
  return [...(state.resources ?? [])];
}

function at(state: Deployment, name: string): StateResource {
  const one = resources(state).find((resource) => resource.urn === name);
  if (one === undefined) throw new Error(`there is no ${name}`);
  return one;
}

/** Fails unless each resource comes after all that it refers to, and none is there twice. */
function expectSound(state: Deployment): void {
  const seen = new Set<string>();
  for (const { urn: name, parent, provider, dependencies, propertyDependencies } of resources(state)) {
    const properties = Object.values(propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
    const before = [parent, provider?.replace(/::[^:]+$/, ""), ...(dependencies ?? []), ...properties];
    expect(before.filter((one) => one !== undefined && !seen.has(one))).toEqual([]);
    expect(seen).not.toContain(name);
    seen.add(name);
  }
}

describe("a state that takes over what is on the host", () => {
  it("is whole where there was none: the stack, the provider with the configuration, each after all it refers to", () => {
    const state = adopt({}, found, of);
    expectSound(state);
    const provider = resources(state).find(({ type }) => type === "pulumi:providers:docker");
    expect(provider).toMatchObject({
      urn: "urn:pulumi:kite::homelab::pulumi:providers:docker::default_5_2_0",
      inputs: of.provider,
    });
    expect(at(state, urn("Container", "web-app-1"))).toMatchObject({
      id: "a".repeat(64),
      provider: `${provider?.urn}::${provider?.id}`,
      parent: "urn:pulumi:kite::homelab::homelab:index:Stack::kite/web",
      additionalSecretOutputs: ["envs", "uploads"],
    });
    expect(at(state, urn("Volume", "web_data"))).toMatchObject({ id: "id of web_data", retainOnDelete: true });
  });

  it("has the values that refer to others, and knows which they are", () => {
    const state = adopt({}, found, of);
    const side = at(state, urn("Container", "web-side-1"));
    expect(side.inputs).toMatchObject({ networkMode: `container:${"a".repeat(64)}` });
    expect(side.propertyDependencies).toMatchObject({ networkMode: [urn("Container", "web-app-1")] });
    const networks = at(state, urn("Container", "web-app-1")).propertyDependencies?.["networksAdvanced"];
    expect([...(networks ?? [])].sort()).toEqual([urn("Network", "web_back"), urn("Network", "web_default")].sort());
  });

  it("marks every secret as one", () => {
    const { inputs } = at(adopt({}, found, of), urn("Container", "web-app-1"));
    const marked = (plaintext: string) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify(plaintext),
    });
    expect(inputs?.["envs"]).toEqual(
      expect.arrayContaining([
        "PLAIN=plain",
        marked("TOKEN=s3cret & more"),
        marked("URL=http://s3cret%20%26%20more@x"),
      ]),
    );
  });

  it("leaves alone what it has besides, and the provider that it has", () => {
    const before = adopt({}, found, of);
    const again = adopt(before, found.slice(0, 1), of);
    expectSound(again);
    expect(
      resources(again)
        .map((one) => one.urn)
        .sort(),
    ).toEqual(
      resources(before)
        .map((one) => one.urn)
        .sort(),
    );
    expect(resources(again).filter(({ type }) => type.startsWith("pulumi:providers"))).toEqual(
      resources(before).filter(({ type }) => type.startsWith("pulumi:providers")),
    );
  });

  it("forgets what it had under the name, and why that had failed", () => {
    const before = adopt({}, found, of);
    const stale = resources(before).map((one) =>
      one.urn === urn("Container", "web-app-1") ? { ...one, id: "c".repeat(64), initErrors: ["unhealthy"] } : one,
    );
    const state = adopt({ resources: stale }, found, of);
    expectSound(state);
    expect(at(state, urn("Container", "web-app-1"))).toMatchObject({ id: "a".repeat(64) });
    expect(at(state, urn("Container", "web-app-1")).initErrors).toBeUndefined();
  });

  it("is sound even where the state has an order that is now the other way round", () => {
    const side = urn("Container", "web-side-1");
    const before = resources(adopt({}, found, of)).filter((one) => one.urn !== side);
    const turned = before.map((one) =>
      one.urn === urn("Container", "web-app-1") ? { ...one, dependencies: [side] } : one,
    );
    const state = adopt(
      { resources: turned },
      found.filter(({ planned }) => planned.name === "kite/web-side-1"),
      of,
    );
    expectSound(state);
    expect(resources(state)).toHaveLength(before.length + 1);
  });
});
