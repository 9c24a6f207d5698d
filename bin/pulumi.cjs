// What Pulumi runs (Pulumi.yaml, `main`): stacks/pulumi.ts, by way of what was built; in a clone, what has changed is
// built first. CommonJS with a function, since only that form does Pulumi run alike in every kind of project.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

module.exports = async () => {
  if (existsSync(join(__dirname, "../tsconfig.build.json"))) {
    const { ensureBuilt } = await import("./build.js");
    if (!(await ensureBuilt())) throw new Error("homelab-stacks could not be built");
  }
  const { runProgram } = await import("../dist/cli/pulumi-program.js");
  await runProgram();
};
