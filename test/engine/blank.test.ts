import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigFile, Homelab, Secret, Service, Stack, text } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { tryExec } from "../../lib/system/exec.ts";
import { envVariables, renderCompose } from "../../lib/targets/compose/index.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// No way of delivering a secret lets a container start without it: not when it is unset, not when it is empty.

const project = "blank-test";
let folder: string;
let names: string[];

beforeAll(async () => {
  await engine.cleanup([project]);
  folder = await mkdtemp(join(tmpdir(), "blank-"));
  const homelab = new Homelab("kite");
  const stack = new Stack(homelab, project);
  const secret = (id: string) => Secret.generated(stack, id);
  const image = await busybox();
  const command = ["sh", "-c", "sleep 600 & wait"];
  // What starts without any secret would be started first.
  const first = new Service(stack, "a-first", { image, command, stopGracePeriod: "1s" });
  new Service(stack, "app", {
    image,
    command,
    stopGracePeriod: "1s",
    dependsOn: [first],
    environment: {
      PLAIN: secret("in-environment"),
      URL: text`x://${secret("in-url").uriEncoded}@y`,
      NAMED_FILE: secret("in-named-file").file(),
    },
    secrets: [secret("in-file").file({ target: "/elsewhere" })],
    configs: [new ConfigFile(stack, "c", { target: "/c", content: { text: text`key ${secret("in-config")}\n` } })],
  });
  const { model, problems } = build(homelab);
  expect(problems).toEqual([]);
  names = envVariables(model.stacks).map(({ name }) => name);
  const rendered = renderCompose(model, { layout: "project" }).find(({ path }) => path.endsWith("compose.yaml"));
  await writeFile(join(folder, "compose.yaml"), rendered?.content ?? "");
});

afterAll(async () => {
  await engine.cleanup([project]);
  await rm(folder, { recursive: true });
});

/** `docker compose up` with every secret given but one: how it ended, and what of the project there is then. */
async function upWith(name: string, line: string) {
  const env = names.map((other) => (other === name ? line : `${other}='value'\n`)).join("");
  await writeFile(join(folder, ".env"), env);
  const { command, args } = engine.facts.compose;
  const { code, stderr } = await tryExec(command, [...args, "--ansi", "never", "up", "--detach"], { cwd: folder });
  const filter = `label=com.docker.compose.project=${project}`;
  return { code, stderr, made: await engine.docker(["ps", "--all", "--quiet", "--filter", filter]) };
}

describe("a secret without a value", () => {
  it("is one of five deliveries", () => {
    expect(names.map((name) => name.replace("BLANK_TEST_IN_", ""))).toEqual([
      "CONFIG",
      "ENVIRONMENT",
      "FILE",
      "NAMED_FILE",
      "URL_URI",
    ]);
  });

  it.each(["unset", "empty", "empty in quotes"])(
    "that is %s stops `docker compose up` by its name, before anything is made",
    async (how) => {
      for (const name of names) {
        const line = how === "unset" ? "" : how === "empty" ? `${name}=\n` : `${name}=''\n`;
        const { code, stderr, made } = await upWith(name, line);
        expect(code, name).not.toBe(0);
        expect(stderr.toLowerCase().replaceAll("-", "_"), name).toContain(
          name.toLowerCase().replace(/^blank_test_/, ""),
        );
        expect(made, name).toBe("");
      }
    },
  );

  it("is what stopped it: with a value for each, it starts", async () => {
    expect(await upWith("", "")).toMatchObject({ code: 0, made: expect.stringMatching(/\w/) });
    expect(await engine.exec(`${project}-app-1`, ["cat", "/elsewhere", "/run/secrets/in-named-file"])).toBe(
      "valuevalue",
    );
  });
});
