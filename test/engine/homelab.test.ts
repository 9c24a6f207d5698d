import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { exec, tryExec } from "../../lib/system/exec.ts";
import example from "../../stacks/homelab.ts";
import { engine, waitFor } from "./engine.ts";
import { Project, tunnelCredentials } from "./project.ts";
import { reach } from "./reach.ts";
import { describeStandIns } from "./standins.ts";

// The example homelab as its user runs it: secrets set, rendered, brought up by Compose alone, a stack after the other.

/** The ingress' stack first, since it makes the network that the others share. */
const stacks = ["edge", "nextcloud", "forgejo", "homepage"] as const;
const containers = {
  cloudflared: "edge-cloudflared-1",
  nextcloud: "nextcloud-nextcloud-1",
  cron: "nextcloud-nextcloud-cron-1",
  postgres: "nextcloud-postgres-1",
  redis: "nextcloud-redis-1",
  forgejo: "forgejo-forgejo-1",
  homepage: "homepage-homepage-1",
} as const;

let project: Project;

async function up(): Promise<void> {
  for (const stack of stacks) await project.compose(stack, ["up", "--detach", "--wait", "--wait-timeout", "300"]);
}

beforeAll(async () => {
  await engine.cleanup(stacks);
  project = await Project.ofExample();
  await project.homelab(["secrets", "set", "EDGE_TUNNEL_CREDENTIALS"], tunnelCredentials);
  await project.homelab(["render", "--secrets", ...(engine.mirror === undefined ? [] : ["--mirror", engine.mirror])]);
  const images = await Promise.all(stacks.map((stack) => project.compose(stack, ["config", "--images"])));
  const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
  await engine.images(
    [...new Set(images.flatMap((list) => list.split("\n").filter(Boolean)))].map((image) => image.slice(prefix.length)),
  );
  await up();
});

afterAll(async () => {
  await engine.cleanup(stacks);
  await project.remove();
});

/** What comes back to a visitor of a public name, through the tunnel. */
async function visit(host: string, path: string): Promise<{ status: number; body: string }> {
  return JSON.parse(await engine.exec(containers.cloudflared, ["cloudflared", "edge", host, path]));
}

function curl(container: string, ...args: readonly string[]): Promise<string> {
  return engine.exec(container, ["curl", "-sS", "--max-time", "10", ...args]);
}

async function evidence(): Promise<Record<string, unknown>> {
  return JSON.parse((await visit("cloud.example.com", "/standin")).body);
}

async function requests(): Promise<number> {
  return ((await evidence()) as { database: { requests: number } }).database.requests;
}

describe("the rendered homelab", () => {
  it("is healthy, each container under the name that Compose gives it", async () => {
    for (const name of Object.values(containers))
      expect((await engine.inspect(name)).State.Health?.Status, name).toBe("healthy");
    const databases = await engine.inspect("nextcloud-postgres-databases-1");
    expect(databases.State).toMatchObject({ Status: "exited", ExitCode: 0 });
    // The image asks for a volume, which nobody would ever find or remove.
    expect(databases.Mounts).toEqual([]);
  });

  it("listens on the host where it was asked to, and nowhere else", async () => {
    const ids = (await engine.docker(["ps", "--quiet", "--filter", "label=com.docker.compose.project"]))
      .split("\n")
      .filter(Boolean);
    const inspected = JSON.parse(await engine.docker(["inspect", ...ids])) as {
      Name: string;
      HostConfig: { PortBindings: Record<string, { HostIp: string; HostPort: string }[]> };
    }[];
    const ours = inspected.filter((one) => stacks.some((stack) => one.Name.startsWith(`/${stack}-`)));
    const published = ours.flatMap((one) =>
      Object.values(one.HostConfig.PortBindings)
        .flat()
        .map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`),
    );
    expect(published.sort()).toEqual(["127.0.0.1:2222", "127.0.0.1:3006"]);
    expect((await fetch("http://127.0.0.1:3006/api/healthz")).status).toBe(200);
  });
});

it("has each container reach what the model says, and nothing else", async () => {
  const { real, said } = await reach(build(example).model);
  expect(said).not.toEqual([]);
  expect(real).toEqual(said);
});

describeStandIns("its apps, as the stand-ins tell", () => {
  it("Nextcloud reached its database and its cache with the generated credentials", async () => {
    const seen = await evidence();
    expect(seen).toMatchObject({
      database: { user: "nextcloud", name: "nextcloud" },
      redis: { used: true, ping: "PONG" },
    });
  });

  it("Nextcloud's jobs run against the same data", async () => {
    const seen = await waitFor(async () => {
      const found = (await evidence()) as { cron?: { database?: unknown; file?: unknown } };
      return found.cron ? found : undefined;
    });
    expect(JSON.stringify(seen.cron)).toMatch(/\d{4}-\d\d-\d\d/);
  });

  it("Nextcloud refuses a name that is not its own, and answers to its own", async () => {
    const code = (host: string) =>
      curl(
        containers.nextcloud,
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "-H",
        `Host: ${host}`,
        "http://localhost/status.php",
      );
    expect(await code("cloud.example.com")).toBe("200");
    expect(await code("localhost")).toBe("200");
    expect(await code("evil.example.org")).toBe("400");
  });

  it("Forgejo answers at its public name, and links to it", async () => {
    expect((await visit("git.example.com", "/")).body).toContain('href="https://git.example.com/user/login"');
    const seen = JSON.parse((await visit("git.example.com", "/standin")).body);
    expect(seen).toMatchObject({ publicHost: "git.example.com", database: { type: "sqlite3" } });
  });

  it("Homepage shows a tile for each routed app", async () => {
    const { body } = await visit("www.example.com", "/");
    for (const url of ["https://git.example.com", "https://cloud.example.com"]) expect(body).toContain(url);
  });

  it("the tunnel leads each hostname to a container that answers, and others nowhere", async () => {
    for (const host of ["www", "git", "cloud"])
      expect((await visit(`${host}.example.com`, "/")).status, host).toBe(200);
    expect((await visit("other.example.com", "/")).status).toBe(404);
  });
});

describe("its data", () => {
  it("is there again after `docker compose down` and `up`", async () => {
    const file = "/var/www/html/data/kept";
    await engine.exec(containers.nextcloud, ["sh", "-c", `echo kept > ${file}`], { user: "33" });
    const before = engine.mirror === undefined ? undefined : await requests();
    for (const stack of stacks.toReversed()) await project.compose(stack, ["down"]);
    await up();
    expect((await engine.exec(containers.nextcloud, ["cat", file])).trim()).toBe("kept");
    const psql = ["psql", "-U", "postgres", "-d", "nextcloud", "-tAc", "select count(*) from oc_users"];
    expect(Number(await engine.exec(containers.postgres, psql, { user: "postgres" }))).toBeGreaterThan(0);
    if (before !== undefined) expect(await requests()).toBeGreaterThan(before);
  });

  it("is left alone when the same files are brought up again: nothing restarts", async () => {
    const ids = () =>
      Promise.all(Object.values(containers).map(async (name) => (await engine.inspect(name)).State.StartedAt));
    const before = await ids();
    await up();
    expect(await ids()).toEqual(before);
  });
});

/** What `secrets rotate` says of a secret, a line each, with the commands in it that a user would copy. */
async function rotate(name: string): Promise<string[]> {
  const { code, stderr } = await project.run(["secrets", "rotate", name]);
  expect(code, stderr).toBe(0);
  return stderr.split("\n");
}

/** Does what was said for Compose: the secrets rendered, the named services made anew. */
async function takeOver(lines: readonly string[]): Promise<void> {
  const [, stack = "", services = ""] =
    /for the stack (\S+): docker compose up -d --force-recreate (.+)$/m.exec(lines.join("\n")) ?? [];
  expect(services).not.toBe("");
  await project.homelab(["render", "--secrets", ...(engine.mirror === undefined ? [] : ["--mirror", engine.mirror])]);
  await project.compose(stack, ["up", "--detach", "--force-recreate", ...services.split(" ")]);
}

/** Whether PostgreSQL lets a role in with a password, asked over the network, where it asks for one. */
async function letsIn(role: string, password: string): Promise<boolean> {
  const url = `host=postgres user=${role} dbname=${role}`;
  const command = ["sh", "-c", `PGPASSWORD=$(cat) psql "${url}" -tAc 'select 1'`];
  const { code, stderr } = await tryExec("docker", ["exec", "--interactive", containers.postgres, ...command], {
    input: password,
  });
  if (code !== 0) expect(stderr).toContain("password authentication failed");
  return code === 0;
}

describe("a rotated password", () => {
  const show = (name: string) => project.homelab(["secrets", "show", name]);

  it("of a database's role works after the containers that `secrets rotate` names are made anew, and the old one no more", async () => {
    const before = await show("NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD");
    expect(await letsIn("nextcloud", before)).toBe(true);
    const lines = await rotate("NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD");
    expect(lines.join("\n")).not.toContain("first start");
    await takeOver(lines);
    expect(await letsIn("nextcloud", await show("NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD"))).toBe(true);
    expect(await letsIn("nextcloud", before)).toBe(false);
    // Its user reaches it with the new one: the pages come from the database.
    await waitFor(async () => (await visit("cloud.example.com", "/")).status === 200, 300_000);
  });

  it("of the server's superuser works after the command that `secrets rotate` tells was given the new one", async () => {
    const before = await show("NEXTCLOUD_POSTGRES_PASSWORD");
    const lines = await rotate("NEXTCLOUD_POSTGRES_PASSWORD");
    const told = /docker (exec -it .*)$/m.exec(lines.find((line) => line.includes("first start")) ?? "")?.[1] ?? "";
    const after = await show("NEXTCLOUD_POSTGRES_PASSWORD");
    // Without a terminal it asks on its standard input.
    const command = told.replace("-it", "-i");
    await exec("sh", ["-c", `docker ${command}`], { input: `${after}\n${after}\n` });
    await takeOver(lines);
    expect(await letsIn("postgres", after)).toBe(true);
    expect(await letsIn("postgres", before)).toBe(false);
  });
});
