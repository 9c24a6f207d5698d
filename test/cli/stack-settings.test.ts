import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readStackSettings } from "../../lib/apply/stack-settings.ts";
import { ProblemError } from "../../lib/core/index.ts";

async function settings(stack: string | undefined, project = "name: lab\n", env: NodeJS.ProcessEnv = {}) {
  const root = await mkdtemp(join(tmpdir(), "stack-settings-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, "Pulumi.yaml"), project);
  if (stack !== undefined) await writeFile(join(root, "Pulumi.kite.yaml"), stack);
  return readStackSettings(root, "kite", env);
}

test("without settings, docker goes where it goes by itself", async () => {
  expect(await settings(undefined)).toEqual({ docker: [] });
  expect(await settings("encryptionsalt: v1:abc\n")).toEqual({ docker: [] });
});

test.each([
  ["docker:host: ssh://ann@nas", ["--host", "ssh://ann@nas"]],
  ["docker:context: nas", ["--context", "nas"]],
  ["docker:context: nas\n  docker:host: tcp://10.0.0.2:2375", ["--context", "nas"]],
  [
    "docker:host: tcp://10.0.0.2:2376\n  docker:certPath: /etc/certs",
    [
      ...["--host", "tcp://10.0.0.2:2376", "--tlsverify", "--tlscacert", "/etc/certs/ca.pem"],
      ...["--tlscert", "/etc/certs/cert.pem", "--tlskey", "/etc/certs/key.pem"],
    ],
  ],
  ["docker:certPath: /etc/certs", []],
])("%s", async (line, docker) => {
  expect((await settings(`config:\n  ${line}\n`)).docker).toEqual(docker);
});

test("the environment's context leads where the provider goes, too", async () => {
  const env = { DOCKER_CONTEXT: "nas" };
  expect((await settings("config:\n  docker:host: tcp://10.0.0.2:2375\n", undefined, env)).docker).toEqual([
    "--context",
    "nas",
  ]);
});

test("the project's own settings are known by its name, and its file gives the defaults", async () => {
  expect((await settings("config:\n  lab:mirror: 127.0.0.1:5000\n  other:mirror: elsewhere\n")).mirror).toBe(
    "127.0.0.1:5000",
  );
  const project = "name: lab\nconfig:\n  mirror: { default: nas:5000 }\n  docker:host: { value: ssh://nas }\n";
  expect(await settings(undefined, project)).toEqual({ mirror: "nas:5000", docker: ["--host", "ssh://nas"] });
  expect((await settings("config:\n  lab:mirror: own:5000\n", project)).mirror).toBe("own:5000");
});

test.each(["docker:host", "docker:context", "docker:certPath", "lab:mirror", "lab:composeDir"])(
  "%s is refused where it is encrypted: docker would go elsewhere than Pulumi",
  async (setting) => {
    const refused = settings(`config:\n  ${setting}:\n    secure: v1:abc\n`);
    await expect(refused).rejects.toThrow(ProblemError);
    await expect(refused).rejects.toThrow(`${setting} is encrypted`);
  },
);

test("what else is encrypted there is nobody's business", async () => {
  expect(await settings("config:\n  docker:caMaterial:\n    secure: v1:abc\n")).toEqual({ docker: [] });
});

test("settings that are there and cannot be read are not taken for none", async () => {
  const root = await mkdtemp(join(tmpdir(), "stack-settings-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, "Pulumi.kite.yaml"));
  expect(() => readStackSettings(root, "kite", {})).toThrow(/Pulumi\.kite\.yaml cannot be read/);
});

test("a file that is no YAML is named", async () => {
  await expect(settings("config: [")).rejects.toThrow(/Pulumi\.kite\.yaml cannot be read/);
});
