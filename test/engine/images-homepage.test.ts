import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ExecError } from "../../lib/system/exec.ts";
import { engine, waitFor } from "./engine.ts";
import { Bench, describeStandIns, hardened, mounted } from "./standins.ts";

const bench = new Bench("homelab-images-homepage");
const SERVICES = `- Files:
    - Nextcloud:
        href: https://cloud.example.com
        description: "{{HOMEPAGE_VAR_WORDS}}"
        widget: { type: nextcloud, key: "{{HOMEPAGE_FILE_KEY}}" }
- Code:
    - Forgejo: { href: "https://git.example.com" }
`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await bench.open(["homepage", "nginx"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

/** Asks from inside, as another host where one is named. */
async function get(short: string, path: string, host?: string): Promise<{ code: number; said: string }> {
  const header = host === undefined ? [] : ["--header", `Host: ${host}`];
  try {
    const said = await engine.exec(bench.name(short), ["wget", "-qO-", ...header, `http://127.0.0.1:3000${path}`]);
    return { code: 0, said };
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    return { code: error.result.code, said: error.result.stderr };
  }
}

describeStandIns("homepage", () => {
  it("serves its tiles to allowed hosts and to nobody else, port and all", async () => {
    await writeFile(join(folder, "services.yaml"), SERVICES);
    await writeFile(join(folder, "key"), "k3y");
    await bench.start("homepage", "homepage", [
      ...hardened(),
      ...(await bench.volume("config", "/app/config")),
      ...mounted(join(folder, "services.yaml"), "/app/config/services.yaml"),
      ...mounted(join(folder, "key"), "/run/key"),
      ...["--env", "HOMEPAGE_ALLOWED_HOSTS=www.example.com,home:8080"],
      ...["--env", "HOMEPAGE_VAR_WORDS=All our files", "--env", "HOMEPAGE_FILE_KEY=/run/key"],
    ]);
    await bench.healthy("homepage", ["wget", "-qO-", "http://127.0.0.1:3000/api/healthcheck"]);
    await waitFor(async () => (await engine.inspect(bench.name("homepage"))).State.Health?.Status === "healthy");
    expect(JSON.parse((await get("homepage", "/api/services", "www.example.com")).said)).toMatchObject([
      {
        name: "Files",
        services: [
          {
            name: "Nextcloud",
            href: "https://cloud.example.com",
            description: "All our files",
            widget: { key: "k3y" },
          },
        ],
      },
      { name: "Code", services: [{ name: "Forgejo" }] },
    ]);
    expect((await get("homepage", "/", "home:8080")).said).toContain('<a href="https://git.example.com">Forgejo</a>');
    for (const host of ["home", "www.example.com:3000", "evil.example.com"]) {
      expect(await get("homepage", "/", host)).toMatchObject({
        code: 1,
        said: expect.stringContaining("400 Bad Request"),
      });
    }
  });

  it("copies the files that are missing, as PUID and PGID", async () => {
    const flags = [...(await bench.volume("own", "/app/config")), "--env", "PUID=1234", "--env", "PGID=1234"];
    await bench.start("own", "homepage", [...hardened("CHOWN", "SETGID", "SETUID"), ...flags]);
    await bench.healthy("own", ["wget", "-qO-", "http://127.0.0.1:3000/"]);
    const listing = await engine.exec(bench.name("own"), ["ls", "-ln", "/app/config"]);
    expect(listing).toMatch(/1234\s+1234\s.*settings\.yaml/);
    expect(listing).toContain("custom.css");
  });

  it("ends with 1 where it cannot copy one", async () => {
    const { code, said } = await bench.run("homepage", ["--read-only"]);
    expect(said).toContain("Failed to initialize required config");
    expect(code).toBe(1);
  });
});
