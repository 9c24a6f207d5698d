import { existsSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { createJiti } from "jiti";
import type { Problem } from "../core/problem.ts";
import { demoModel } from "../demo/model.ts";
import * as library from "../index.ts";
import { packageRoot } from "../project/package.ts";
import { takeKey } from "../secrets/key.ts";
import { cacheDir } from "../system/cache-dir.ts";
import { refuseExit } from "../system/ending.ts";
import { running } from "../targets/pulumi/running.ts";
import { formatProblems } from "../terminal/problems.ts";
import { deploy, orStop, runningProject } from "./deploy.ts";

const foreignMain: Problem = {
  code: "HL740",
  level: "error",
  message:
    "the `main` of Pulumi.yaml lies in the package homelab-stacks, and so would its example be applied, not yours",
  fix: 'have it be `main.js` beside Pulumi.yaml: `export { default } from "homelab-stacks/main";`',
};

/**
 * Runs the program of a plain `pulumi up`: `pulumi.ts` beside the definition, which Node alone cannot run, since it is
 * TypeScript. Without that file the definition is applied as it is.
 */
export async function runProgram(): Promise<void> {
  takeKey();
  const project = await orStop(runningProject);
  // Pulumi works in the folder of its `main`: with that in an installed package, it is the package's example that is found.
  if (project.root === resolve(packageRoot) && packageRoot.includes(`${sep}node_modules${sep}`)) {
    running.stop(formatProblems([foreignMain], (_, text) => text));
  }
  const file = join(dirname(project.file), "pulumi.ts");
  if (!existsSync(file)) return await deploy();
  const jiti = createJiti(file, {
    fsCache: join(cacheDir(), "definitions"),
    virtualModules: { "homelab-stacks": library, "homelab-stacks/pulumi": { deploy, demoModel } },
  });
  // A definition that ended the process would leave Pulumi with half of the homelab, and the rest to be removed.
  const allowExit = refuseExit();
  try {
    await jiti.import(file);
  } finally {
    allowExit();
  }
}
