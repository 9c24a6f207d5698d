import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { startTimes } from "./system.ts";

// A Compose project that runs becomes code, and goes on running.
const [lab, app] = ["imports", "imports-app"];
const canaries = {
  database: "canary-of-the-database-51c9",
  token: "canary-of-the-api-77aa",
  file: "canary-of-a-file-0d13",
};
let project: PulumiProject;

/** The project as somebody wrote it by hand, with what people use. */
const compose = (image: string) => `
name: ${app}
x-common: &common
  image: ${image}
  restart: unless-stopped
services:
  database:
    <<: *common
    container_name: imports-database
    command: [sleep, "36000"]
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      TZ: \${TZ:-Etc/UTC}
    volumes:
      - rows:/z
      - ./settings:/a:ro
    healthcheck:
      test: ["CMD", "true"]
      interval: 1s
    init: true
    stop_grace_period: 1s
    mem_limit: 64m
  web:
    <<: *common
    command: httpd -f -p 8080
    env_file: web.env
    environment:
      - DATABASE_URL=postgres://app:\${DB_PASSWORD}@database/app
      - TOKEN_FILE=/run/secrets/token
      - TZ
      - COST=5$$
    ports:
      - "127.0.0.1::8080"
    secrets: [token]
    networks:
      back:
      outside:
        aliases: [www]
    depends_on:
      database:
        condition: service_healthy
    cap_add: [NET_ADMIN, CHOWN]
    init: true
    labels:
      traefik.enable: "true"
    logging: { driver: json-file, options: { max-size: 1m } }
    stop_grace_period: 1s
  beside:
    <<: *common
    command: [sleep, "36000"]
    network_mode: service:web
    init: true
    stop_grace_period: 1s
  tools:
    <<: *common
    profiles: [tools]
networks:
  back: { internal: true }
  outside: { name: imports-outside, external: true }
volumes:
  rows:
secrets:
  token: { file: ./token.txt }
`;

beforeAll(async () => {
  const image = await busybox();
  project = await PulumiProject.create(
    `import { Homelab } from "homelab-stacks";\n\nconst lab = new Homelab("${lab}");\n\nexport default lab;\n`,
    [app],
  );
  const files = {
    "compose.yaml": compose(image).replace(
      "    networks:\n      back:\n",
      "    networks:\n      back:\n      default:\n",
    ),
    "compose.override.yaml": "services:\n  database:\n    labels: [kept=yes]\n",
    ".env": `DB_PASSWORD=${canaries.database}\nTZ=Europe/Oslo\n`,
    "web.env": `API_TOKEN='${canaries.token}'\nMODE=plain\n`,
    "token.txt": canaries.file,
    "settings/app.conf": "a = 1\n",
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder(), name, ".."), { recursive: true });
    await writeFile(join(folder(), name), content);
  }
  await engine.docker(["network", "create", "imports-outside"]);
});

afterAll(async () => {
  await project?.dispose();
  await engine.docker(["network", "rm", "imports-outside"]).catch(() => "");
});

const folder = () => join(project.root, "by-hand");

interface Previewed {
  readonly changes: readonly { readonly action: string }[];
}

async function untouched() {
  return { ids: await project.containers(), started: await startTimes(project) };
}

async function everyFile(): Promise<string> {
  const entries = await readdir(join(project.root, "stacks"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

describe("a Compose project that runs", () => {
  it("is there, with data", async () => {
    await engine.compose(folder(), ["up", "--detach"]);
    await waitFor(async () => (await engine.inspect("imports-database")).State.Health?.Status === "healthy");
    await engine.exec("imports-database", ["sh", "-c", "echo kept > /z/kept"]);
  });

  it("is judged first, and nothing is written", async () => {
    const { code, stdout, stderr } = await project.tryHomelab(["import", "by-hand", "--check"]);
    expect(`${stdout}${stderr}`).toContain("0 of 3 containers will restart");
    expect(`${stdout}${stderr}`).toContain("would write stacks/imports-app.ts");
    expect(code).toBe(0);
    expect(await readdir(join(project.root, "stacks"))).toEqual(["homelab.ts", "pulumi.ts"]);
    expect(await readdir(project.root)).not.toContain("secrets.age");
  });

  it("comes in as code, its secrets in the store and nowhere else", async () => {
    const { code, stdout, stderr } = await project.tryHomelab(["import", "by-hand", "--json"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "import",
      ok: true,
      secrets: ["IMPORTS_APP_API_TOKEN", "IMPORTS_APP_DB_PASSWORD", "IMPORTS_APP_TOKEN"],
      projects: [
        { name: app, containers: 3, restarted: [], differences: [], notes: [expect.stringContaining("tools")] },
      ],
    });
    const written = `${await everyFile()}${stdout}${stderr}`;
    for (const value of Object.values(canaries)) expect(written).not.toContain(value);
    for (const [name, value] of Object.entries({
      API_TOKEN: canaries.token,
      DB_PASSWORD: canaries.database,
      TOKEN: canaries.file,
    })) {
      expect((await project.homelab(["secrets", "show", `IMPORTS_APP_${name}`])).trimEnd()).toBe(value);
    }
  });

  it("changes nothing a second time", async () => {
    const before = await everyFile();
    const { code, stdout } = await project.tryHomelab(["import", "by-hand"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("nothing to write")]);
    expect(await everyFile()).toBe(before);
  });

  it("is found by its name where it runs, too, and is the same", async () => {
    const { code, stdout, stderr } = await project.tryHomelab(["import", "--running", app, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      written: [],
      projects: [{ name: app, containers: 3, differences: [] }],
    });
  });

  it("is made of its containers where its files are gone", async () => {
    await rename(folder(), `${folder()}-gone`);
    const args = ["import", "--running", app, "--file", "elsewhere/stacks/homelab.ts"];
    const { code, stdout, stderr } = await project.tryHomelab([...args, "--json"]);
    await rename(`${folder()}-gone`, folder());
    expect(code, stdout).not.toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      projects: [{ name: app, containers: 3, notes: [expect.stringContaining("its files are gone")] }],
    });
    const written = await readFile(join(project.root, "elsewhere/stacks", `${app}.ts`), "utf8");
    expect(written).toContain('containerName: "imports-database"');
    expect(written).toContain("networkMode: { service: web }");
    expect(written).toContain('TZ: "Europe/Oslo"');
    for (const value of Object.values(canaries)) expect(`${written}${stdout}${stderr}`).not.toContain(value);
    await rm(join(project.root, "elsewhere"), { recursive: true });
  });

  it("is taken over by up: the same containers, not restarted, with their data", async () => {
    const before = await untouched();
    const { changes } = JSON.parse(await project.homelab(["preview", "--json", "--adopt", app])) as Previewed;
    expect(changes.filter(({ action }) => action !== "adopt")).toEqual([]);
    await project.homelab(["up", "--yes", "--adopt", app]);
    expect(await untouched()).toEqual(before);
    expect(await engine.exec("imports-database", ["cat", "/z/kept"])).toBe("kept\n");
  });

  it("is quiet from then on, and restarts nothing by Compose either", async () => {
    const before = await untouched();
    const { changes } = JSON.parse(await project.homelab(["preview", "--json"])) as Previewed;
    expect(changes).toEqual([]);
    await project.homelab(["up", "--yes"]);
    await project.homelab(["render", "--secrets"]);
    await project.compose(app, ["up", "--detach"]);
    expect(await untouched()).toEqual(before);
  });
});
