import { expect, it } from "vitest";
import { provideImages } from "../../lib/demo/images.ts";
import { ensureRegistry } from "../../lib/demo/registry.ts";
import { engine } from "./engine.ts";
import { describeStandIns, IMAGES } from "./standins.ts";

const references = [IMAGES.cloudflared, IMAGES.redis];

describeStandIns("provided images", () => {
  it("are in the registry under their own names, and a second time nothing is built", async () => {
    const registry = await ensureRegistry();
    await provideImages(references, registry);
    const said: string[] = [];
    await provideImages(references, registry, { onProgress: (line) => said.push(line) });
    expect(said).toEqual([]);
    for (const reference of references) {
      await engine.docker(["image", "rm", "--force", `${registry}/${reference}`]);
      await engine.docker(["pull", "--quiet", `${registry}/${reference}`]);
    }
  });

  it("hold nothing of the way to the packages that they were built from", async () => {
    const image = `${await ensureRegistry()}/${IMAGES.redis}`;
    const find = ["find", "/etc/apt", "/run/secrets", "/var/lib/apt/lists", "-type", "f", "-size", "+0"];
    const files = await engine.docker(["run", "--rm", "--entrypoint", "sh", image, "-c", `${find.join(" ")} || true`]);
    expect(files.split("\n").filter((name) => /sources|options|lists|proxy/.test(name))).toEqual([]);
    expect(await engine.docker(["history", "--no-trunc", image])).not.toMatch(/https?:\/\//);
  });
});
