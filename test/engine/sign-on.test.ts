import { request } from "node:https";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Who passes a real Traefik: two apps that show what they are told, and an identity provider that knows two people. `git` is
// for both, `private` for one. It judges by the forwarded hostname, as the outposts of identity providers do.
const [edge, apps, port] = ["signon-edge", "signon-apps", 18_593];
let project: PulumiProject;

const definition = (...more: readonly string[]) => `
import { ConfigFile, Homelab, Service, Stack, Traefik } from "homelab-stacks";

const lab = new Homelab("signon", { domain: "example.com", mirror: ${JSON.stringify(engine.mirror)} });
const [edge, apps] = [new Stack(lab, ${JSON.stringify(edge)}), new Stack(lab, ${JSON.stringify(apps)})];

function nginx(id, text) {
  const target = "/etc/nginx/conf.d/default.conf";
  const service = new Service(apps, id, {
    image: "docker.io/library/nginx:1.30.4-trixie",
    configs: [new ConfigFile(apps, id + "-conf", { target, content: { text } })],
    capAdd: ["CHOWN", "SETGID", "SETUID"],
    stopGracePeriod: "1s",
  });
  return service.web(80, { auth: "own" });
}

const login = nginx("login", \`
map "$cookie_who:$http_x_forwarded_host" $allowed {
  default 0;
  "family:git.example.com" 1;
  "guest:git.example.com" 1;
  "family:private.example.com" 1;
}
server {
  listen 80;
  location = /outpost/auth {
    if ($allowed = 0) { return 401; }
    add_header Remote-User $cookie_who;
    return 200;
  }
  location /outpost/ { return 200 "sign in"; }
}\`);
const shows = 'server { listen 80; location / { return 200 "user=$http_remote_user as=$http_x_authentik_username for=$http_x_forwarded_for uri=$request_uri"; } }';
const webs = new Map();
const provider = {
  web: login,
  forward: { endpoint: login, prefix: "/outpost", check: { traefik: "/auth", nginx: "/auth" }, signIn: "/start", headers: ["Remote-User"] },
  guard() {},
  client() {},
};
const proxy = new Traefik(edge, "proxy", { publish: { hostIp: "127.0.0.1", http: 18190, https: ${port} } });
proxy.tunnelEntry();
for (const id of ["git", "private"]) {
  webs.set(id, nginx(id, shows));
  proxy.route(id, webs.get(id), { auth: { kind: "sign-on", provider, groups: ["family"] } });
}
${more.join("\n")}
export default lab;
`;

type Headers = Readonly<Record<string, string>>;

/** What a visitor gets: the status, and what the app was told. */
function visit(host: string, path: string, headers: Headers): Promise<readonly [number | undefined, string]> {
  return new Promise((done, failed) => {
    const target = { host: "127.0.0.1", port, servername: host, rejectUnauthorized: false };
    const asked = request({ ...target, path, headers: { ...headers, host } }, (answer) => {
      let said = "";
      answer.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      answer.on("end", () => done([answer.statusCode, answer.statusCode === 200 ? said : ""]));
    });
    asked.on("error", failed).end();
  });
}

/** The same by the tunnel's way in, as any container on the shared network could. */
async function throughTunnel(host: string, headers: Headers): Promise<string> {
  const all = { ...headers, host };
  const options = Object.entries(all).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const format = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}"];
  return await engine.exec(`${apps}-git-1`, ["curl", ...format, ...options, "http://proxy:8000/"]);
}

const forged = { "Remote-User": "root", "X-authentik-username": "root", "X-Forwarded-For": "192.0.2.9" };
const cookie = (who: string): Headers => (who === "nobody" ? {} : { cookie: `who=${who}` });

beforeAll(async () => {
  await engine.images(["docker.io/library/nginx:1.30.4-trixie", "docker.io/library/traefik:v3.7.13"]);
  project = await PulumiProject.create(definition(), [edge, apps], {}, false);
  await project.homelab(["render", "--secrets"]);
  for (const stack of [edge, apps]) await project.compose(stack, ["up", "--detach"]);
  await waitFor(async () => (await visit("git.example.com", "/", cookie("family")))[0] === 200);
});

afterAll(() => project?.dispose());

it.each([
  ["git", "nobody", 401],
  ["git", "guest", 200],
  ["git", "family", 200],
  ["private", "nobody", 401],
  ["private", "guest", 401],
  ["private", "family", 200],
] as const)("%s for %s: %i, whatever the path and whatever the headers claim", async (app, who, status) => {
  const other = app === "git" ? "private.example.com" : "git.example.com";
  for (const path of ["/", "/a/deep/path", "/an%2Fencoded?slash=1"]) {
    for (const claims of [{}, forged, { ...forged, "X-Forwarded-Host": other, "X-Forwarded-Uri": "/outpost/" }]) {
      const [got, told] = await visit(`${app}.example.com`, path, { ...cookie(who), ...claims });
      expect([path, claims, got]).toEqual([path, claims, status]);
      if (status !== 200) continue;
      expect(told).toMatch(new RegExp(`^user=${who} as= for=\\S+ uri=${path.replace("?", "\\?")}$`));
      expect(told).not.toContain(forged["X-Forwarded-For"]);
    }
  }
});

it("asks by the tunnel's way in as well, for the very app that is asked for", async () => {
  const claims = {
    "X-Forwarded-Host": "git.example.com",
    "X-Forwarded-Uri": "/outpost/",
    "X-Forwarded-Method": "OPTIONS",
  };
  expect({
    own: await throughTunnel("git.example.com", { ...cookie("guest"), ...forged }),
    other: await throughTunnel("private.example.com", { ...cookie("guest"), ...claims }),
    nobody: await throughTunnel("private.example.com", { ...forged, ...claims }),
  }).toEqual({ own: "200", other: "401", nobody: "401" });
});

it("leads people to sign in under each guarded name, signed in or not", async () => {
  for (const who of ["nobody", "guest"]) {
    expect(await visit("private.example.com", "/outpost/start", cookie(who))).toEqual([200, "sign in"]);
  }
});

it("replaces itself alone when a route is added", async () => {
  const before = await project.containers();
  await project.define(
    definition('proxy.route("open", webs.get("git"), { auth: { kind: "none", reason: "a test" } });'),
  );
  await project.homelab(["render", "--secrets"]);
  for (const stack of [edge, apps]) await project.compose(stack, ["up", "--detach"]);
  const after = await project.containers();
  expect([...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([`${edge}-proxy-1`]);
  expect([...after.keys()]).toEqual([...before.keys()]);
  const [, told] = await waitFor(async () => {
    const answer = await visit("open.example.com", "/", forged);
    return answer[0] === 200 && answer;
  });
  expect(told).toMatch(/^user= as= /);
});
