import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Files that are delivered below what is mounted: they arrive in both targets, or the definition is refused. The same
// project shows what a preview says of the values that differ, and that `destroy` needs no secret.
const stack = "pfile-app";
const app = `${stack}-app-1`;
const folder = "/tmp/homelab-pfile";
let project: PulumiProject;
let image: string;

function definition({ tmpfs = "/tmp", greeting = "one", more = "", plain = "plain" } = {}): string {
  return `
import { ConfigFile, Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const stack = new Stack(new Homelab("pfile"), ${JSON.stringify(stack)});
const file = (id, target, text = id) => new ConfigFile(stack, id, { target, content: { text } });
new Service(stack, "app", {
  image: ${JSON.stringify(image)},
  command: ["sleep", "36000"],
  init: true,
  stopGracePeriod: "1s",
  environment: { GREETING: ${JSON.stringify(greeting)}, TOKEN_FILE: Secret.generated(stack, "token").file() },
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }, { bind: ${JSON.stringify(folder)}, target: "/host" }],
  configs: [file("plain", "/etc/app/plain", ${JSON.stringify(plain)}), file("kept", "/data/conf/kept"), file("shared", "/host/shared")],
  tmpfs: { ${JSON.stringify(tmpfs)}: "", "/run/app": "" },
});
${more}
export default stack.node.root;
`;
}

const files = { "/etc/app/plain": "plain", "/data/conf/kept": "kept", "/host/shared": "shared" };

async function arrived(): Promise<void> {
  const secret = (await project.homelab(["secrets", "show", "PFILE_APP_TOKEN"])).trim();
  for (const [path, content] of Object.entries({ ...files, "/run/secrets/token": secret })) {
    expect(await engine.exec(app, ["cat", path])).toBe(content);
  }
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(), [stack]);
});

afterAll(() => project?.dispose());

describe("a delivered file", () => {
  it("that a tmpfs would hide is refused before anything is made", async () => {
    await project.define(definition({ tmpfs: "/run" }));
    for (const [code, ...args] of [
      [1, "check"],
      [2, "render"],
      [2, "up", "--yes"],
    ] as const) {
      const { stdout, stderr, ...ended } = await project.tryHomelab(args);
      expect([ended.code, stdout + stderr]).toEqual([code, expect.stringContaining("HL054")]);
    }
    expect((await project.containers()).size).toBe(0);
  });

  it("arrives by Pulumi: beside a tmpfs, in a volume, in a folder of the host", async () => {
    await project.define(definition());
    await project.homelab(["up", "--yes"]);
    await arrived();
  });
});

describe("homelab preview", () => {
  it("shows each value that differs, old and new, and none of a secret", async () => {
    await project.define(definition({ greeting: "two" }));
    const text = await project.homelab(["preview"]);
    expect(text).toContain('environment.GREETING: "one" → "two"');
    expect(text).not.toContain((await project.homelab(["secrets", "show", "PFILE_APP_TOKEN"])).trim());
  });

  it("is not silent while it works", async () => {
    const { stderr } = await project.tryHomelab(["preview"]);
    expect(stderr).toMatch(/^homelab preview: at work for \d+ s$/m);
  });
});

describe("homelab destroy", () => {
  it("needs no secret that somebody has yet to provide", async () => {
    const more = `new Service(stack, "other", { image: ${JSON.stringify(image)}, environment: { A_FILE: Secret.provided(stack, "api").file() } });`;
    await project.define(definition({ more }));
    expect(await project.tryHomelab(["up", "--yes"])).not.toMatchObject({ code: 0 });
    await project.homelab(["destroy", "--yes"]);
    expect((await project.containers()).size).toBe(0);
  });
});

describe("a delivered file", () => {
  it("arrives by Compose alike", async () => {
    await project.define(definition());
    await project.homelab(["render", "--secrets"]);
    await project.compose(stack, ["up", "--detach", "--wait"]);
    await arrived();
  });

  it("arrives by Compose with another content, once that was edited", async () => {
    await project.define(definition({ plain: "edited" }));
    await project.homelab(["render", "--secrets"]);
    await project.compose(stack, ["up", "--detach", "--wait"]);
    expect(await engine.exec(app, ["cat", "/etc/app/plain"])).toBe("edited");
  });
});
