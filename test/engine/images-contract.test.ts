import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { Bench, describeStandIns, hardened, mounted } from "./standins.ts";

// The stand-ins that read their image's contract as data: that they need what it says.

const bench = new Bench("homelab-images-contract");
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await writeFile(join(folder, "password"), "only for this test");
  await bench.open(["grafana", "portainer", "dockge"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

const password = (path: string) => mounted(join(folder, "password"), path);

describeStandIns("a stand-in by contract", () => {
  it.each([
    ["as another user", "grafana", ["--user", "0"], [], "runs as 0, not as 472"],
    ["without its password's file", "grafana", [], [], "GF_SECURITY_ADMIN_PASSWORD__FILE"],
    ["without its password's flag", "portainer", [], [], "--admin-password-file is missing"],
    ["without the engine", "dockge", ["--env", "DOCKGE_STACKS_DIR=/srv"], [], "docker.sock"],
    ["without its stacks", "dockge", ["--env", "DOCKGE_STACKS_DIR=/nowhere"], [], "DOCKGE_STACKS_DIR"],
  ] as const)("ends %s: %s", async (_, image, flags, command, reason) => {
    const { code, said } = await bench.run(image, [...hardened(), ...flags], command);
    expect(said).toContain(reason);
    expect(code).toBe(1);
  });

  it("keeps what it wrote in its state's folder, and shows no secret", async () => {
    const flags = [
      ...hardened(),
      ...(await bench.volume("state", "/var/lib/grafana")),
      ...password("/run/password"),
      ...["--env", "GF_SECURITY_ADMIN_PASSWORD__FILE=/run/password"],
    ];
    const asked = ["curl", "-fsS", "http://localhost:3000/standin"];
    for (const starts of [1, 2]) {
      await bench.start("grafana", "grafana", flags);
      const said = await bench.healthy("grafana", asked);
      expect(JSON.parse(said)).toMatchObject({ starts, secrets: { GF_SECURITY_ADMIN_PASSWORD__FILE: 18 } });
      expect(said + (await bench.log("grafana"))).not.toContain("only for this test");
      await bench.remove("grafana");
    }
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${bench.name("state")}`])).not.toBe("");
  });
});
