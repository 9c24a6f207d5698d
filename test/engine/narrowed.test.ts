import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Two stacks, one of which uses the other's network: what is narrowed to one leaves the other as it is.
const [a, b] = ["pnarrow-a", "pnarrow-b"] as const;
const [web, spare, client] = [`${a}-web-1`, `${a}-spare-1`, `${b}-client-1`] as const;
let project: PulumiProject;
let image: string;

function definition({ inA = "one", inB = "one", spare = true, token = false } = {}): string {
  return `
import { Homelab, Network, Secret, Service, Stack } from "homelab-stacks";

const lab = new Homelab("pnarrow");
const [a, b] = [new Stack(lab, ${JSON.stringify(a)}), new Stack(lab, ${JSON.stringify(b)})];
const run = { image: ${JSON.stringify(image)}, command: ["sleep", "36000"], init: true, stopGracePeriod: "1s" };
const shared = new Network(a, "shared");
new Service(a, "web", { ...run, environment: { V: ${JSON.stringify(inA)} }, networks: [shared] });
${spare ? 'new Service(a, "spare", { ...run, networks: [shared] });' : ""}
new Service(b, "client", { ...run, environment: { V: ${JSON.stringify(inB)} }, networks: [shared] });
${token ? 'new Service(b, "late", { ...run, environment: { T_FILE: Secret.provided(b, "token").file() } });' : ""}

export default lab;
`;
}

const valueIn = async (container: string) =>
  (await engine.inspect(container)).Config.Env.find((one: string) => one.startsWith("V="));

async function preview(args: readonly string[]): Promise<string[]> {
  const { changes } = JSON.parse(await project.homelab(["preview", "--json", ...args])) as {
    readonly changes: readonly { readonly action: string; readonly name: string }[];
  };
  return changes.map(({ action, name }) => `${action} ${name}`).sort();
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(), [a, b]);
});

afterAll(() => project?.dispose());

describe("up --stack", () => {
  it("makes one stack where nothing is, with the network that it needs of another", async () => {
    await project.homelab(["up", "--yes", "--stack", b]);
    expect([...(await project.containers()).keys()]).toEqual([client]);
  });

  it("leaves the others to a later up", async () => {
    await project.homelab(["up", "--yes"]);
    expect([...(await project.containers()).keys()].sort()).toEqual([spare, web, client]);
  });

  it("changes and removes what is in its stack, as its preview says, whatever else there is to do", async () => {
    await project.define(definition({ inA: "two", inB: "two", spare: false, token: true }));
    const before = (await project.containers()).get(client);
    expect(await preview(["--stack", a])).toEqual([`delete ${spare}`, `replace ${web}`]);
    await project.homelab(["up", "--yes", "--stack", a]);
    expect([await valueIn(web), await valueIn(client)]).toEqual(["V=two", "V=one"]);
    expect((await project.containers()).get(client)).toBe(before);
    expect((await project.containers()).has(spare)).toBe(false);
    expect(await preview(["--stack", a])).toEqual([]);
  });

  it("refuses a name that no stack has", async () => {
    const { code, stderr } = await project.tryHomelab(["up", "--yes", "--stack", "pnarrow-c"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("HL706")]);
  });
});
