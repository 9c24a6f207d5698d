import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { percentEncode, type StackModel } from "../../lib/model/index.ts";
import { formatDotenv } from "../../lib/secrets/dotenv.ts";
import { exec } from "../../lib/system/exec.ts";
import { composeVersion, serviceHash, serviceHashes } from "../../lib/targets/compose/hash.ts";
import { envVariables, renderCompose } from "../../lib/targets/compose/index.ts";
import { buildCompose, type Compose, findCompose } from "../../lib/tools/compose.ts";
import { generatedStack } from "./generated-stack.ts";

let compose: Compose;
let folder: string;

beforeAll(async () => {
  compose = await buildCompose({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  folder = await mkdtemp(join(tmpdir(), "hash-"));
});

afterAll(() => rm(folder, { recursive: true }));

const secrets: Readonly<Record<string, string>> = {
  GENERATED_TOKEN: "s3cret$X ${Y} 'quoted' \\ #no",
  GENERATED_PASSWORD: "p/w?ü&<>(1)*!",
};
const secret = (name: string) => secrets[name] ?? "";

/** What a Compose itself prints for a stack's rendered file, by service. */
async function printed(stack: StackModel, compose: Compose): Promise<Record<string, string>> {
  for (const file of renderCompose(
    { name: "lab", stacks: [stack], routes: [], acknowledgements: [] },
    { layout: "project" },
  )) {
    await mkdir(dirname(join(folder, file.path)), { recursive: true });
    await writeFile(join(folder, file.path), file.content);
  }
  const variables = envVariables([stack]).map(({ name, secret: of, encode }) => {
    return [name, encode === "uri" ? percentEncode(secret(of)) : secret(of)] as const;
  });
  await writeFile(join(folder, stack.name, ".env"), formatDotenv(new Map(variables)));
  const lines = await exec(compose.command, [...compose.args, "config", "--hash", "*"], {
    cwd: join(folder, stack.name),
  });
  return Object.fromEntries(
    lines
      .trim()
      .split("\n")
      .map((line) => line.split(" ")),
  );
}

describe("the config hash", () => {
  it("is of the release that it is held against", () => {
    expect(compose.version).toBe(composeVersion);
  });

  it("is Compose's own, for any service", async () => {
    await fc.assert(
      fc.asyncProperty(generatedStack(25), async ({ stack }) => {
        const theirs = await printed(stack, compose);
        const wrong = stack.services.filter((one) => serviceHash(one, stack, { secret }) !== theirs[one.key]);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it("is recognised where the Compose on this machine, of an older release, makes it", async () => {
    const installed = await findCompose();
    await fc.assert(
      fc.asyncProperty(generatedStack(25), async ({ stack: { services, ...rest } }) => {
        // Releases before 2.30 do not know `gpus`, and refuse the whole file; some after it leave out `gw_priority`.
        const stack = {
          ...rest,
          services: services.map(({ gpus: _, ...service }, index) => {
            const networks = service.networks.map(({ gwPriority: __, ...join }) => join);
            const first = { stack: rest.name, service: "s0", condition: "service_healthy" as const };
            return { ...service, networks, dependsOn: index % 3 === 1 ? [first] : [] };
          }),
        };
        const theirs = await printed(stack, installed);
        const wrong = stack.services.filter(
          (one) => !serviceHashes(one, stack, { secret }).includes(theirs[one.key] ?? ""),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
