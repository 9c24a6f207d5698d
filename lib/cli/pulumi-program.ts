import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { createJiti } from "jiti";
import * as library from "../index.ts";
import { demoModel } from "./demo/model.ts";
import { deploy } from "./deploy.ts";
import { locateProject } from "./locate.ts";

/** Runs `stacks/pulumi.ts`, the program of a plain `pulumi up`, as Node alone cannot: it is TypeScript. */
export async function runProgram(): Promise<void> {
  const file = join(dirname(locateProject(undefined).file), "pulumi.ts");
  const xdg = process.env["XDG_CACHE_HOME"];
  const jiti = createJiti(file, {
    // The user's own folder: in a shared one, others could put code there.
    fsCache: join(
      xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"),
      "homelab-stacks",
      "definitions",
    ),
    virtualModules: { "homelab-stacks": library, "homelab-stacks/pulumi": { deploy, demoModel } },
  });
  await jiti.import(file);
}
