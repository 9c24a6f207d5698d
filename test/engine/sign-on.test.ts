import { request } from "node:https";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { variants } from "../../lib/apps/nginx/variants.ts";
import { authentik } from "../../lib/images/authentik.ts";
import { tryExec } from "../../lib/system/exec.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Who passes a real Traefik and a real nginx: two apps that show what they are told, and an authentik that knows two people. `git` is
// for both, `private` for one. In the place of its server, and of the outpost in it, stands an nginx that judges by the forwarded
// hostname, as outposts do; its worker is a stand-in. And what each proxy lets through untouched, as uploads and open connections want it.

const { CERTIFICATE, KEY } = variants.find(({ name }) => name === "nginx")?.provided ?? {};

/** Each reverse proxy, how it is made, and what it answers who is not let in: Traefik the provider's word, nginx the way to sign in. */
const proxies = [
  {
    proxy: "Traefik",
    name: "signon",
    port: 18_593,
    refuses: 401,
    made: 'new Traefik(edge, "proxy", { publish: { hostIp: "127.0.0.1", http: 18190, https: 18593 } })',
  },
  {
    proxy: "Nginx",
    name: "signon-nginx",
    port: 18_594,
    refuses: 302,
    made: `new Nginx(edge, "proxy", { publish: {
      hostIp: "127.0.0.1", http: 18191, https: 18594,
      certificate: Secret.provided(edge, "certificate"), key: Secret.provided(edge, "key"),
    } })`,
  },
] as const;

/** Answers how many bytes it was sent, or after an upgrade with each of them. */
const raw = String.raw`
use IO::Socket::INET;
$SIG{CHLD} = "IGNORE";
my $server = IO::Socket::INET->new(LocalPort => 80, Listen => 16, ReuseAddr => 1) or die;
while (my $visitor = $server->accept) {
  next if fork;
  my ($line, %told) = (scalar <$visitor>);
  while (<$visitor> =~ /^([^:]+): *(.*?)\r?\n$/) { $told{lc $1} = $2 }
  if ($told{upgrade}) {
    syswrite $visitor, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    while (sysread $visitor, my $bytes, 4096) { syswrite $visitor, $bytes }
    exit;
  }
  my ($count, $wanted) = (0, $told{"content-length"} // 0);
  while ($count < $wanted) { last unless my $read = read $visitor, my $bytes, $wanted - $count; $count += $read }
  print $visitor "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . length($count) . "\r\n\r\n$count";
  exit;
}`;

const definitionOf =
  (made: string, name: string, edge: string, apps: string) =>
  (...more: readonly string[]) =>
    `
import { Authentik, ConfigFile, Homelab, Nginx, Postgres, Secret, Service, Stack, StaticSite, Traefik } from "homelab-stacks";

const lab = new Homelab("${name}", { domain: "example.com", mirror: ${JSON.stringify(engine.mirror)} });
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

const authentik = new Authentik(apps, "authentik", { database: new Postgres(apps, "postgres").database("authentik") });
authentik.service.override({
  image: "docker.io/library/nginx:1.30.4-trixie",
  command: ["nginx", "-g", "daemon off;"],
  capAdd: ["CHOWN", "SETGID", "SETUID"],
  healthcheck: "none",
  stopGracePeriod: "1s",
  configs: [new ConfigFile(apps, "outpost", { target: "/etc/nginx/conf.d/default.conf", content: { text: \`
map "$cookie_who:$http_x_forwarded_host" $allowed {
  default 0;
  "family:git.example.com" 1;
  "guest:git.example.com" 1;
  "family:private.example.com" 1;
}
server {
  listen 9000;
  location ~ ^/outpost.goauthentik.io/auth/(traefik|nginx)$ {
    if ($allowed = 0) { return 401; }
    add_header X-authentik-username $cookie_who;
    return 200;
  }
  location /outpost.goauthentik.io/ { return 200 "sign in"; }
  location / { return 200 "authentik"; }
}\` } })],
});
const shows = 'server { listen 80; location / { return 200 "user=$http_remote_user as=$http_x_authentik_username for=$http_x_forwarded_for uri=$request_uri"; } }';
const webs = new Map();
const proxy = ${made};
proxy.tunnelEntry();
proxy.route("auth", authentik.web);
for (const id of ["git", "private"]) webs.set(id, nginx(id, shows));
proxy.route("git", webs.get("git"), { auth: authentik.group("family", "guest") });
proxy.route("private", webs.get("private"), { auth: authentik.group("family") });
const script = new ConfigFile(apps, "raw-script", { target: "/srv/raw.pl", content: { text: ${JSON.stringify(raw)} } });
const sent = new Service(apps, "raw", {
  image: "docker.io/library/nginx:1.30.4-trixie",
  entrypoint: ["perl", "/srv/raw.pl"],
  configs: [script],
  init: true,
  stopGracePeriod: "1s",
});
const site = new StaticSite(apps, "site", { folder: "/usr/share/common-licenses" });
site.acknowledge("HL106", "these are for everybody to read");
proxy.route("site", site.web, { auth: { kind: "none", reason: "a test" } });
proxy.route("raw", sent.web(80, { auth: "own" }));
${more.join("\n")}
export default lab;
`;

type Headers = Readonly<Record<string, string>>;

/** What a visitor gets: the status, and what the app was told. */
function visit(
  port: number,
  host: string,
  path: string,
  headers: Headers,
): Promise<readonly [number | undefined, string]> {
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
async function throughTunnel(apps: string, host: string, headers: Headers): Promise<string> {
  const all = { ...headers, host };
  const options = Object.entries(all).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const format = ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}"];
  return await engine.exec(`${apps}-git-1`, ["curl", ...format, ...options, "http://proxy:8000/"]);
}

/** Below which authentik answers on every guarded name. */
const prefix = "/outpost.goauthentik.io";

const forged = { "Remote-User": "root", "X-authentik-username": "root", "X-Forwarded-For": "192.0.2.9" };
const cookie = (who: string): Headers => (who === "nobody" ? {} : { cookie: `who=${who}` });

/** How many bytes of an upload the app was sent. */
function send(port: number, size: number): Promise<string> {
  return new Promise((done, failed) => {
    const target = { host: "127.0.0.1", port, servername: "raw.example.com", rejectUnauthorized: false, method: "PUT" };
    const asked = request({ ...target, headers: { host: "raw.example.com", "content-length": size } }, (answer) => {
      let said = "";
      answer.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      answer.on("end", () => done(said));
    });
    asked.on("error", failed).end(Buffer.alloc(size));
  });
}

/** What comes back of a word that is sent after an upgrade. */
function echo(port: number, word: string): Promise<string> {
  return new Promise((done, failed) => {
    const target = { host: "127.0.0.1", port, servername: "raw.example.com", rejectUnauthorized: false };
    const headers = { host: "raw.example.com", connection: "Upgrade", upgrade: "websocket" };
    const asked = request({ ...target, headers });
    asked.on("error", failed).on("upgrade", (_, socket) => {
      socket.once("data", (chunk: Buffer) => {
        socket.destroy();
        done(chunk.toString());
      });
      socket.write(word);
    });
    asked.end();
  });
}

describe.each(proxies)("through $proxy", ({ proxy, name, port, refuses, made }) => {
  const [edge, apps] = [`${name}-edge`, `${name}-apps`];
  const definition = definitionOf(made, name, edge, apps);
  let project: PulumiProject;

  beforeAll(async () => {
    await engine.images([
      "docker.io/library/nginx:1.30.4-trixie",
      "docker.io/library/traefik:v3.7.13",
      "docker.io/library/postgres:17.11-trixie",
      authentik.pinned,
    ]);
    project = await PulumiProject.create(definition(), [edge, apps], {}, false);
    if (proxy === "Nginx") {
      const prefix = edge.toUpperCase().replaceAll("-", "_");
      await project.homelab(["secrets", "set", `${prefix}_CERTIFICATE`], CERTIFICATE);
      await project.homelab(["secrets", "set", `${prefix}_KEY`], KEY);
    }
    await project.homelab(["render", "--secrets"]);
    for (const stack of [edge, apps]) await project.compose(stack, ["up", "--detach"]);
    await waitFor(async () => (await visit(port, "git.example.com", "/", cookie("family")))[0] === 200);
  });

  afterAll(() => project?.dispose());

  it.each([
    ["git", "nobody", refuses],
    ["git", "guest", 200],
    ["git", "family", 200],
    ["private", "nobody", refuses],
    ["private", "guest", refuses],
    ["private", "family", 200],
  ] as const)("%s for %s: %i, whatever the path and whatever the headers claim", async (app, who, status) => {
    const other = app === "git" ? "private.example.com" : "git.example.com";
    for (const path of ["/", "/a/deep/path", "/an%2Fencoded?slash=1"]) {
      for (const claims of [{}, forged, { ...forged, "X-Forwarded-Host": other, "X-Forwarded-Uri": `${prefix}/` }]) {
        const [got, told] = await visit(port, `${app}.example.com`, path, { ...cookie(who), ...claims });
        expect([path, claims, got]).toEqual([path, claims, status]);
        if (status !== 200) continue;
        expect(told).toMatch(new RegExp(`^user= as=${who} for=\\S+ uri=${path.replace("?", "\\?")}$`));
        expect(told).not.toContain(forged["X-Forwarded-For"]);
      }
    }
  });

  it("tells authentik the same of who may pass", async () => {
    const text = await engine.exec(`${apps}-authentik-worker-1`, ["cat", "/blueprints/custom/homelab.yaml"]);
    const { entries } = parseDocument(text).toJS() as { entries: readonly Readonly<Record<string, unknown>>[] };
    const bindings = entries.filter(({ model }) => model === "authentik_policies.policybinding");
    expect(bindings.map(({ identifiers, attrs }) => ({ ...(identifiers as object), ...(attrs as object) }))).toEqual([
      { target: "application git_example_com", order: 0, group: "group family" },
      { target: "application git_example_com", order: 1, group: "group guest" },
      { target: "application private_example_com", order: 0, group: "group family" },
    ]);
    expect(await visit(port, "auth.example.com", "/", {})).toEqual([200, "authentik"]);
  });

  it("asks by the tunnel's way in as well, for the very app that is asked for", async () => {
    const claims = {
      "X-Forwarded-Host": "git.example.com",
      "X-Forwarded-Uri": `${prefix}/`,
      "X-Forwarded-Method": "OPTIONS",
    };
    expect({
      own: await throughTunnel(apps, "git.example.com", { ...cookie("guest"), ...forged }),
      other: await throughTunnel(apps, "private.example.com", { ...cookie("guest"), ...claims }),
      nobody: await throughTunnel(apps, "private.example.com", { ...forged, ...claims }),
    }).toEqual({ own: "200", other: `${refuses}`, nobody: `${refuses}` });
  });

  it("leads people to sign in under each guarded name, signed in or not", async () => {
    for (const who of ["nobody", "guest"]) {
      expect(await visit(port, "private.example.com", `${prefix}/start`, cookie(who))).toEqual([200, "sign in"]);
    }
  });

  it("shows a site's files, and none that is not there or hidden", async () => {
    const status = async (path: string) => (await visit(port, "site.example.com", path, {}))[0];
    expect(await status("/GPL-3")).toBe(200);
    for (const path of ["/nothing", "/.git/config", "/..%2f..%2fetc/passwd"])
      expect([path, (await status(path)) === 200]).toEqual([path, false]);
  });

  it("lets a large upload through, and a connection that stays open", async () => {
    const size = 64 * 1024 * 1024;
    expect(await send(port, size)).toBe(`${size}`);
    expect(await echo(port, "a word")).toBe("a word");
  });

  it.runIf(proxy === "Nginx")("is a file that nginx takes without a word", async () => {
    const { code, stderr } = await tryExec("docker", ["exec", `${edge}-proxy-1`, "nginx", "-t"]);
    expect({ code, said: stderr.match(/\[(warn|emerg|alert)\].*/g) }).toEqual({ code: 0, said: null });
  });

  it("leads plain HTTP to HTTPS, and nobody anywhere by a name that is not routed", async () => {
    const plain = await fetch(`http://127.0.0.1:${port === 18_593 ? 18_190 : 18_191}/a%2Fb?x=1`, {
      redirect: "manual",
    });
    expect([plain.status, plain.headers.get("location")]).toEqual([301, `https://127.0.0.1:${port}/a%2Fb?x=1`]);
    expect((await visit(port, "other.example.com", "/", {}))[0]).toBe(404);
  });

  it("replaces itself alone when a route is added", async () => {
    const before = await project.containers();
    await project.define(
      definition('proxy.route("open", webs.get("git"), { auth: { kind: "none", reason: "a test" } });'),
    );
    await project.homelab(["render", "--secrets"]);
    for (const stack of [edge, apps]) await project.compose(stack, ["up", "--detach"]);
    const after = await project.containers();
    expect([...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([
      `${edge}-proxy-1`,
    ]);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const [, told] = await waitFor(async () => {
      const answer = await visit(port, "open.example.com", "/", forged);
      return answer[0] === 200 && answer;
    });
    expect(told).toMatch(/^user= as= /);
  });
});
