// A preview of a homelab that needs nothing, beside the same resources in a Pulumi program written by hand; and a first
// `up`, beside Compose bringing up the rendered files. Prints ratios; seconds are the machine's.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { provideImages } from "../lib/demo/images.ts";
import { publicRegistryAnswers } from "../lib/demo/public-registry.ts";
import { ensureRegistry } from "../lib/demo/registry.ts";
import { analyseSound } from "../lib/project/analyse.ts";
import { loadDefinition } from "../lib/project/load.ts";
import { exec } from "../lib/system/exec.ts";
import { withLock } from "../lib/system/lock.ts";
import { plan } from "../lib/targets/pulumi/plan.ts";
import { buildCompose } from "../lib/tools/compose.ts";
import { pulumiTools } from "../lib/tools/pulumi-home.ts";
import { engine } from "../test/engine/engine.ts";
import { tunnelCredentials } from "../test/engine/project.ts";
import { BenchProject, benchDefinition, benchStacks, median, timed } from "./bench-homelab.ts";
import { handWritten } from "./hand-written.ts";

const rounds = 3;
const ours = "homelab-bench";
const theirs = "homelab-bench-by-hand";

async function ourProject(env: Readonly<Record<string, string>>, name: string): Promise<BenchProject> {
  const project = await BenchProject.ours(env, { "stacks/homelab.ts": await benchDefinition(name) });
  const secret = `${name}-edge-tunnel-credentials`.toUpperCase().replaceAll("-", "_");
  await project.homelab(["secrets", "set", secret], tunnelCredentials);
  await project.pulumi("stack", "init", name);
  return project;
}

/** As `pulumi new` makes it, or without a compiler. */
function projectFile(language: "typescript" | "javascript"): string {
  const runtime = language === "typescript" ? "nodejs" : "{ name: nodejs, options: { typescript: false } }";
  const main = language === "typescript" ? "index.ts" : "index.js";
  return `name: by-hand\nmain: ${main}\nruntime: ${runtime}\nbackend: { url: file://. }\n`;
}

const tsconfig = JSON.stringify({
  compilerOptions: { target: "es2020", module: "nodenext", skipLibCheck: true },
  files: ["index.ts"],
});

/** The same resources, by a program as people write them. */
async function theirProject(env: Readonly<Record<string, string>>, mirror: string | undefined): Promise<BenchProject> {
  const definition = await BenchProject.create(env, { "stacks/homelab.ts": await benchDefinition(theirs) });
  try {
    const { homelab } = await loadDefinition(join(definition.root, "stacks/homelab.ts"));
    const { model } = analyseSound(homelab, { mirror });
    const secret = (name: string) => (name.endsWith("CREDENTIALS") ? tunnelCredentials : `value-of-${name}`);
    const project = await BenchProject.create(env, {
      "package.json": "{}\n",
      "Pulumi.yaml": projectFile("typescript"),
      "tsconfig.json": tsconfig,
      ...handWritten(plan(model), secret),
    });
    await project.pulumi("stack", "init", "bench");
    return project;
  } finally {
    await definition.remove();
  }
}

function report(what: string, ratios: readonly number[], seconds: readonly number[]): void {
  const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(`${what.padEnd(64)} ${median(ratios).toFixed(2)} (${spread}; ${median(seconds).toFixed(1)} s)`);
}

async function main(): Promise<void> {
  const { env } = await pulumiTools();
  const compose = await buildCompose();
  const mirror = (await publicRegistryAnswers()) ? undefined : await ensureRegistry();
  const flags = mirror === undefined ? [] : ["--mirror", mirror];
  const stacks = [...benchStacks(ours), ...benchStacks(theirs)];
  const clear = () => engine.cleanup(stacks.toReversed());
  await clear();
  const mine = await ourProject(env, ours);
  const hand = await theirProject(env, mirror);
  try {
    await mine.homelab(["render", "--secrets", ...flags]);
    if (mirror !== undefined) {
      await mine.pulumi("config", "set", "mirror", mirror);
      const { homelab } = await loadDefinition(join(mine.root, "stacks/homelab.ts"));
      const { model } = analyseSound(homelab);
      await provideImages([...new Set(model.stacks.flatMap((one) => one.services.map(({ image }) => image)))], mirror);
    }
    const composeUp = async () => {
      for (const stack of benchStacks(ours)) {
        const args = ["--ansi", "never", "up", "--detach", "--wait"];
        await exec(compose.command, [...compose.args, ...args], { cwd: join(mine.root, "compose", stack) });
      }
    };
    await composeUp(); // The images are there from now on.
    const first: [number, number][] = [];
    for (let round = 0; round < rounds; round += 1) {
      await clear();
      const byCompose = await timed(composeUp);
      await clear();
      const byUs = await timed(() => mine.homelab(["up", "--yes"]));
      first.push([byUs, byCompose]);
      await mine.homelab(["destroy", "--yes"]);
    }
    report(
      "a first `homelab up`, of `docker compose up -d --wait`",
      first.map(([a, b]) => a / b),
      first.map(([a]) => a),
    );
    await mine.homelab(["up", "--yes"]);
    await hand.pulumi("up", "--yes", "--skip-preview");
    const quiet = ["preview", "--expect-no-changes"];
    const previews: Record<"typescript" | "javascript" | "plain" | "verb", number>[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const byHand = async (language: "typescript" | "javascript") => {
        await writeFile(join(hand.root, "Pulumi.yaml"), projectFile(language));
        return timed(() => hand.pulumi(...quiet));
      };
      const [typescript, javascript] = [await byHand("typescript"), await byHand("javascript")];
      const plain = await timed(() => mine.pulumi(...quiet));
      const verb = await timed(() => mine.homelab(["preview", "--exit-code"]));
      // What is first read from disk is not what is measured.
      if (round > 0) previews.push({ typescript, javascript, plain, verb });
    }
    for (const language of ["typescript", "javascript"] as const) {
      report(
        `a quiet \`pulumi preview\`, of a ${language} program written by hand`,
        previews.map((one) => one.plain / one[language]),
        previews.map(({ plain }) => plain),
      );
    }
    report(
      "a quiet `homelab preview`, which also looks for drift, of the first",
      previews.map(({ verb, typescript }) => verb / typescript),
      previews.map(({ verb }) => verb),
    );
  } finally {
    await clear();
    await mine.remove();
    await hand.remove();
  }
}

await withLock("engine-tests", main, { onProgress: (line) => process.stderr.write(`${line}\n`) });
