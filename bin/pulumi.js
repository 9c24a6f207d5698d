// What Pulumi runs (Pulumi.yaml, `main`): stacks/pulumi.ts, by way of what was built; in a clone, what has changed is built first.
import { existsSync } from "node:fs";

if (existsSync(new URL("../lib/", import.meta.url))) {
  const { ensureBuilt } = await import("./build.js");
  if (!(await ensureBuilt())) process.exit(1);
}
const { runProgram } = await import("../dist/cli/pulumi-program.js");
await runProgram();
