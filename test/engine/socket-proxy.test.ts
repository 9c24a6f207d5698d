import { afterAll, beforeAll, expect, it } from "vitest";
import { tryExec } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns } from "./standins.ts";

// What a real HAProxy with the generated file lets through to the real engine, and who reaches it at all.

const stacks = ["socket-host", "socket-home"] as const;
const [host, home] = stacks;
let project: PulumiProject;

const definition = `
import { Homelab, Homepage, Service, SocketProxy, Stack } from "homelab-stacks";

const lab = new Homelab("sockets", { domain: "example.com", mirror: ${JSON.stringify(engine.mirror)} });
const [host, home] = [new Stack(lab, "${host}"), new Stack(lab, "${home}")];
const nginx = (id, networks) => new Service(host, id, {
  image: "docker.io/library/nginx:1.30.4-trixie",
  capAdd: ["CHOWN", "SETGID", "SETUID"],
  stopGracePeriod: "1s",
  ...(networks && { networks }),
});
const docker = new SocketProxy(host, "docker");
nginx("reader", [docker.access({ containers: "read" }).network]);
const starting = new SocketProxy(host, "starting");
nginx("starter", [starting.access({ containers: "control" }).network]);
const page = new Homepage(home, "homepage", { docker });
const edge = nginx("stranger");
const web = edge.web(80, { auth: "own", tile: { name: "Stranger" } });
web.addRoute("stranger", edge);
export default lab;
`;

beforeAll(async () => {
  const images = [
    "docker.io/library/nginx:1.30.4-trixie",
    "docker.io/library/haproxy:3.2.24",
    "ghcr.io/gethomepage/homepage:v2.1.0",
  ];
  await engine.images(images);
  project = await PulumiProject.create(definition, stacks, {}, false);
  await project.homelab(["render", "--secrets"]);
  for (const stack of stacks) await project.compose(stack, ["up", "--detach", "--wait"]);
});

afterAll(() => project?.dispose());

/** The status of an answer; `000` where nobody answers. */
async function ask(from: string, url: string, ...more: readonly string[]): Promise<string> {
  const flags = ["-sS", "--path-as-is", "--max-time", "5", "-o", "/dev/null", "-w", "%{http_code}"];
  return (await tryExec("docker", ["exec", `${host}-${from}-1`, "curl", ...flags, ...more, url])).stdout;
}

it("is a file that HAProxy takes without a word", async () => {
  for (const proxy of ["docker", "starting"]) {
    const check = ["exec", `${host}-${proxy}-1`, "haproxy", "-c", "-f", "/usr/local/etc/haproxy/haproxy.cfg"];
    const { code, stderr } = await tryExec("docker", check);
    expect({ code, alerts: stderr.match(/ALERT|WARNING/g) }).toEqual({ code: 0, alerts: null });
  }
});

it.each([
  ["GET", "/_ping", "200"],
  ["HEAD", "/_ping", "200"],
  ["GET", "/version", "200"],
  ["GET", "/containers/json?all=true", "200"],
  ["GET", "/v1.41/containers/json", "200"],
  ["GET", `/containers/${host}-reader-1/json`, "200"],
  ["GET", `/containers/${host}-reader-1/stats?stream=false`, "200"],
  ["GET", `/containers/${host}-reader-1/archive?path=/etc`, "403"],
  ["GET", `/containers/${host}-reader-1/export`, "403"],
  ["GET", `/containers/${host}-reader-1/logs?stdout=1`, "403"],
  ["GET", `/containers/x/../${host}-reader-1/archive?path=/etc`, "403"],
  ["GET", `//containers/${host}-reader-1/export`, "403"],
  ["GET", `/containers/${host}-reader-1%2fexport`, "403"],
  ["GET", "/images/json", "403"],
  ["GET", "/info", "403"],
  ["POST", "/containers/create", "403"],
  ["POST", `/containers/${host}-reader-1/stop`, "403"],
  ["POST", `/containers/${host}-reader-1/exec`, "403"],
  ["DELETE", `/containers/${host}-reader-1`, "403"],
])("answers who may read containers to %s %s: %s", async (method, path, status) => {
  const options = method === "HEAD" ? ["--head"] : ["--request", method];
  expect(await ask("reader", `http://docker:2375${path}`, ...options)).toBe(status);
});

it("lets who controls containers restart one, and create none", async () => {
  const post = (path: string) => ask("starter", `http://starting:2375/containers/${path}`, "--request", "POST");
  expect(await post(`${host}-reader-1/restart?t=1`)).toBe("204");
  expect(await post("create")).toBe("403");
  expect(await post(`${host}-reader-1/exec`)).toBe("403");
});

it("is reached by nobody who does not refer to it", async () => {
  const { Networks } = (await engine.inspect(`${host}-docker-1`)).NetworkSettings;
  expect(Object.keys(Networks)).toEqual([`${host}_docker-network`]);
  const [address] = Object.values(Networks).map((one) => one.IPAddress);
  for (const stranger of ["stranger", "starter"]) {
    expect(await ask(stranger, "http://docker:2375/_ping")).toBe("000");
    expect(await ask(stranger, `http://${address}:2375/_ping`)).toBe("000");
  }
});

describeStandIns("Homepage", () => {
  it("shows the state of a tile's container through it", async () => {
    const url = `http://127.0.0.1:3000/api/docker/status/${host}-stranger-1/engine`;
    const state = await engine.exec(`${home}-homepage-1`, ["wget", "-qO-", url]);
    expect(JSON.parse(state)).toMatchObject({ status: "running" });
  });
});
