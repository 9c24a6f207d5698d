import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { Bench, describeStandIns, hardened, mounted } from "./standins.ts";

const bench = new Bench("homelab-images-tunnel");
const TUNNEL = "6ff42ae2-765d-4adf-8112-31c55c1551ef";
const CREDENTIALS = { AccountTag: "account", TunnelSecret: Buffer.alloc(32, 1).toString("base64"), TunnelID: TUNNEL };
const READY = ["cloudflared", "tunnel", "--metrics", "127.0.0.1:20241", "ready"];
const COMMAND = ["tunnel", "--config", "/etc/cloudflared/config.yml", "--metrics", "0.0.0.0:20241", "run"];
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await bench.open(["cloudflared", "nginx"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

async function file(path: string, content: string): Promise<string[]> {
  const name = join(folder, `${files++}`);
  await writeFile(name, content, { mode: 0o644 });
  return mounted(name, path);
}

/** What a run of the tunnel with these rules and credentials needs. */
async function tunnel(ingress: string, credentials: object | string = CREDENTIALS): Promise<string[]> {
  const head = `tunnel: ${TUNNEL}\ncredentials-file: /etc/cloudflared/credentials.json\ningress:\n`;
  const json = typeof credentials === "string" ? credentials : JSON.stringify(credentials);
  return [
    ...hardened(),
    ...(await file("/etc/cloudflared/config.yml", head + ingress)),
    ...(await file("/etc/cloudflared/credentials.json", json)),
  ];
}

describeStandIns("cloudflared", () => {
  it("routes each public hostname to the container its rule names, and says where one does not resolve", async () => {
    const rules = [
      "- { hostname: www.example.com, service: http://web:80 }",
      "- { hostname: git.example.com, service: http://nobody:3000 }",
      "- { hostname: '*.wild.example.com', path: ^/only, service: http_status:418 }",
      "- { service: http_status:404 }",
    ];
    await bench.start("web", "nginx");
    await bench.start("tunnel", "cloudflared", await tunnel(rules.join("\n")), COMMAND);
    await bench.healthy("tunnel", READY);
    const edge = async (host: string, path: string) =>
      JSON.parse(await engine.exec(bench.name("tunnel"), ["cloudflared", "edge", host, path])) as unknown;
    expect(await edge("www.example.com", "/")).toMatchObject({
      status: 200,
      service: "http://web:80",
      body: expect.stringContaining("Welcome to nginx"),
    });
    expect(await edge("git.example.com", "/")).toMatchObject({ status: 502, service: "http://nobody:3000" });
    expect(await edge("deep.er.wild.example.com", "/only/this")).toMatchObject({ status: 418 });
    expect(await edge("deep.er.wild.example.com", "/else")).toMatchObject({ status: 404 });
    expect(await edge("other.example.com", "/")).toMatchObject({ status: 404 });
    expect(await bench.log("tunnel")).not.toContain(CREDENTIALS.TunnelSecret);
  });

  it("is not ready where nothing listens, and has no shell", async () => {
    await expect(engine.exec(bench.name("tunnel"), ["sh", "-c", "true"])).rejects.toThrow();
    const elsewhere = ["cloudflared", "tunnel", "--metrics", "127.0.0.1:20242", "ready"];
    await expect(engine.exec(bench.name("tunnel"), elsewhere)).rejects.toThrow("connection refused");
    const nowhere = ["cloudflared", "tunnel", "ready"];
    await expect(engine.exec(bench.name("tunnel"), nowhere)).rejects.toThrow("--metrics has to be provided");
  });

  it.each([
    ["- { hostname: a.example.com, service: http://web }", "The last ingress rule must match all URLs"],
    ["- { service: http://web }\n- { service: http://web }", "Rule #1 is matching the hostname ''"],
    [
      "- { hostname: 'a.example.com:443', service: http://web }\n- { service: http_status:404 }",
      "cannot contain a port",
    ],
    ["- { hostname: a.*.com, service: http://web }\n- { service: http_status:404 }", "at most one wildcard"],
    ["- { service: http://web/path }", "don't support proxying to a different path"],
    ["- { service: web:80 }", "is an invalid address"],
    [
      "- { hostname: a.b, path: '(', service: http://web }\n- { service: http_status:404 }",
      "Rule #1 has an invalid regex",
    ],
    ["- { service: http_status:99 }", "invalid HTTP status code"],
  ])("refuses the rules %j", async (rules, message) => {
    const { code, said } = await bench.run("cloudflared", await tunnel(rules), COMMAND);
    expect(said).toContain(message);
    expect(code).toBe(1);
  });

  it.each([
    [{ ...CREDENTIALS, TunnelID: "00000000-0000-0000-0000-000000000000" }, "the credentials are of tunnel"],
    [{ ...CREDENTIALS, AccountTag: "" }, "the credentials need AccountTag"],
    [{ ...CREDENTIALS, TunnelSecret: "no base64!" }, "Invalid JSON when parsing tunnel credentials"],
    ["not JSON: hunter2", "Invalid JSON when parsing tunnel credentials"],
  ])("refuses the credentials %j without quoting them", async (credentials, message) => {
    const { code, said } = await bench.run(
      "cloudflared",
      await tunnel("- { service: http_status:404 }", credentials),
      COMMAND,
    );
    expect(said).toContain(message);
    expect(said).not.toMatch(/hunter2|no base64/);
    expect(code).toBe(1);
  });

  it("runs by a token from its environment or a file, and refuses what is none", async () => {
    const token = Buffer.from(JSON.stringify({ a: "account", s: CREDENTIALS.TunnelSecret, t: TUNNEL })).toString(
      "base64",
    );
    const fromFile = [...(await file("/run/token", `${token}\n`)), "--env", "TUNNEL_TOKEN_FILE=/run/token"];
    const metrics = ["--env", "TUNNEL_METRICS=0.0.0.0:20241"];
    await bench.start("token", "cloudflared", [...hardened(), ...metrics, ...fromFile], ["tunnel", "run"]);
    await bench.healthy("token", READY);
    const bad = await bench.run("cloudflared", ["--env", "TUNNEL_TOKEN=bm9uZQ=="], ["tunnel", "run"]);
    expect(bad).toMatchObject({ code: 1, said: expect.stringContaining("Provided Tunnel token is not valid.") });
  });

  it("wants the tunnel's flags before `run`", async () => {
    const { code, said } = await bench.run("cloudflared", [], ["tunnel", "run", "--metrics", "0.0.0.0:1"]);
    expect(said).toContain("flag provided but not defined: -metrics");
    expect(code).toBe(1);
  });
});
