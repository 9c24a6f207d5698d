import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ProblemError } from "../../lib/core/problem.ts";
import { cacheDir } from "../../lib/system/cache-dir.ts";
import { atLeast } from "../../lib/system/which.ts";
import { findCompose, locateCompose } from "../../lib/tools/compose.ts";
import { GO_VERSION } from "../../lib/tools/go.ts";
import { locateLanguageHost } from "../../lib/tools/language-host.ts";
import { locateProvider, PROVIDER_VERSION } from "../../lib/tools/provider.ts";
import { locatePulumi, PULUMI_OLDEST, PULUMI_VERSION } from "../../lib/tools/pulumi.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "finding-test-"));
  vi.stubEnv("PATH", join(root, "bin"));
  vi.stubEnv("PULUMI_HOME", join(root, "home"));
  vi.stubEnv("XDG_CACHE_HOME", join(root, "cache"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** A program that says something, below the test's folder. */
function program(path: string, says: string, code = 0): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho '${says}'\nexit ${code}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("Docker Compose", () => {
  test("docker's plugin comes first", async () => {
    const command = program("bin/docker", "2.26.1-4");
    program("bin/docker-compose", "v5.0.0");
    expect(await locateCompose()).toEqual({ command, args: ["compose"], version: "2.26.1" });
  });

  test("a docker without the plugin leaves docker-compose", async () => {
    program("bin/docker", "docker: unknown command: docker compose", 1);
    const command = program("bin/docker-compose", "v5.0.0");
    expect(await locateCompose()).toEqual({ command, args: [], version: "5.0.0" });
  });

  test("version 1 is none", async () => {
    program("bin/docker-compose", "1.29.2");
    expect(await locateCompose()).toBeUndefined();
  });

  test("without Compose and without Go, the problem says what to install", async () => {
    const error = await findCompose().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      exitCode: 1,
      problems: [
        { code: "HL930", fix: expect.stringMatching(/Install Docker Compose \(https:.*\), or Go .* or newer/) },
      ],
    });
  });

  test("a build that fails says what Go said, and leaves nothing", async () => {
    program("bin/go", "", 1);
    writeFileSync(join(root, "bin", "go"), "#!/bin/sh\necho 'go: checksum mismatch' >&2\nexit 1\n");
    const error = await findCompose().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      exitCode: 1,
      problems: [{ code: "HL931", log: expect.arrayContaining([expect.stringContaining("go: checksum mismatch")]) }],
    });
    expect(readdirSync(join(root, "cache", "homelab-stacks", "docker-compose"))).toEqual([]);
  });
});

describe("Pulumi", () => {
  test("PATH comes before the Pulumi home", async () => {
    program("home/bin/pulumi", "v3.250.0");
    expect(await locatePulumi()).toEqual({ path: join(root, "home/bin/pulumi"), version: "3.250.0" });
    const path = program("bin/pulumi", "v3.245.0");
    expect(await locatePulumi()).toEqual({ path, version: "3.245.0" });
  });

  test("one that is too old is passed over, and named", async () => {
    const old = program("bin/pulumi", "v3.9.1");
    const path = program("home/bin/pulumi", "v3.245.0");
    const said: string[] = [];
    expect(await locatePulumi({ onProgress: (line) => said.push(line) })).toEqual({ path, version: "3.245.0" });
    expect(said).toEqual([`${old} is passed over: version 3.9.1, ${PULUMI_OLDEST} or newer is needed`]);
  });

  test("a file that does not run is none", async () => {
    chmodSync(program("bin/pulumi", "v3.245.0"), 0o644);
    const other = program("home/bin/pulumi", "");
    writeFileSync(other, "\u007fELF of another machine");
    expect(await locatePulumi()).toBeUndefined();
  });

  test("a relative entry of PATH is passed over", async () => {
    program("bin/pulumi", "v3.245.0");
    vi.stubEnv("PATH", relative(process.cwd(), join(root, "bin")));
    expect(await locatePulumi()).toBeUndefined();
  });
});

describe("the docker provider", () => {
  test("in the Pulumi home, of the version that is needed", async () => {
    program("home/plugins/resource-docker-v4.0.0/pulumi-resource-docker", "4.0.0");
    expect(await locateProvider()).toBeUndefined();
    const path = program(`home/plugins/resource-docker-v${PROVIDER_VERSION}/pulumi-resource-docker`, PROVIDER_VERSION);
    program("bin/pulumi-resource-docker", PROVIDER_VERSION);
    expect(await locateProvider()).toEqual({ path, from: "home" });
  });

  test("on PATH only where it is of that version", async () => {
    program("bin/pulumi-resource-docker", "4.5.0");
    expect(await locateProvider()).toBeUndefined();
    const path = program("bin/pulumi-resource-docker", PROVIDER_VERSION);
    expect(await locateProvider()).toEqual({ path, from: "PATH" });
  });
});

test("the language host beside the CLI comes before the one on PATH", () => {
  const cli = { path: program("pulumi/bin/pulumi", ""), version: "3.245.0" };
  expect(locateLanguageHost(cli)).toBeUndefined();
  const onPath = program("bin/pulumi-language-nodejs", "");
  expect(locateLanguageHost(cli)).toEqual({ path: onPath });
  const beside = program("pulumi/bin/pulumi-language-nodejs", "");
  expect(locateLanguageHost(cli)).toEqual({ path: beside });
});

test("where everything is on the machine, it is used as it is and nothing is made", async () => {
  const cli = program("bin/pulumi", "v3.250.0");
  program("bin/pulumi-language-nodejs", "");
  program(`home/plugins/resource-docker-v${PROVIDER_VERSION}/pulumi-resource-docker`, PROVIDER_VERSION);
  const tools = await pulumiTools();
  expect(tools).toMatchObject({ cli, version: "3.250.0", home: join(root, "home") });
  expect(tools.env).toMatchObject({ PULUMI_HOME: join(root, "home"), PATH: join(root, "bin") });
  expect(existsSync(cacheDir())).toBe(false);
});

test("versions are compared by number", () => {
  expect(atLeast("3.10.0", "3.9.1")).toBe(true);
  expect(atLeast("3.9.1", "3.10.0")).toBe(false);
  expect(atLeast("2.0.0", "2.0.0")).toBe(true);
  expect(atLeast("5.0.0-rc.1", "5.0.0")).toBe(false);
  expect(atLeast("5.0.0-rc.10", "5.0.0-rc.9")).toBe(true);
  expect(atLeast("26.1.5+dfsg1", "26.1.5")).toBe(true);
});

describe("the recipes", () => {
  const module = (name: string) => readFileSync(new URL(`../../tools/go/${name}/go.mod`, import.meta.url), "utf8");

  test("build the versions that are promised", () => {
    const { version } = createRequire(import.meta.url)("@pulumi/docker/package.json") as { version: string };
    expect(PROVIDER_VERSION).toBe(version);
    expect(module("pulumi")).toContain(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION} `);
    expect(module("compose")).toContain("github.com/docker/compose/v5 v5.0.0 ");
  });

  test("need the Go that is asked for, and no newer", () => {
    const lines = ["compose", "language-host", "provider", "pulumi"].map(
      (name) => /^go (.*)$/m.exec(module(name))?.[1],
    );
    expect(lines.sort((a = "", b = "") => (atLeast(a, b) ? 1 : -1)).at(-1)).toBe(GO_VERSION);
  });
});
