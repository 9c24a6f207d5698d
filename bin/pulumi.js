// What Pulumi runs (Pulumi.yaml, `main`): stacks/pulumi.ts, by way of what was built; in a clone, what has changed is
// built first. A module with one export, a function: from Node 23 on Pulumi takes no CommonJS in a project of
// modules, since an import of that has two.
import { existsSync } from "node:fs";

export default async function main() {
  if (existsSync(new URL("../tsconfig.build.json", import.meta.url))) {
    const { ensureBuilt } = await import("./build.js");
    if (!(await ensureBuilt())) throw new Error("homelab-stacks could not be built");
  }
  await import("../dist/cli/compile-cache.js");
  const { runProgram } = await import("../dist/cli/program.js");
  await runProgram();
}
