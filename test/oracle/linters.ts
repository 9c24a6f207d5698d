import { type ExecResult, exec, tryExec } from "../../lib/system/exec.ts";
import { canInstallPackages, installPackages } from "../../lib/tools/apt.ts";
import { install } from "../../lib/tools/cache.ts";

const version = "0.36.2";

/** compose-lint with some arguments; it is installed once, into the per-user cache. */
export async function composeLint(args: readonly string[]): Promise<ExecResult> {
  const packages = await install("compose-lint", version, async (folder) => {
    if ((await tryExec("python3", ["-m", "pip", "--version"])).code !== 0 && canInstallPackages()) {
      await installPackages(["python3-pip"]);
    }
    const args = ["-m", "pip", "install", "--quiet", "--target", folder, `compose-lint==${version}`];
    await exec("python3", args, { timeout: 300_000 });
  });
  return tryExec("python3", ["-m", "compose_lint", ...args], { env: { PYTHONPATH: packages } });
}

/** dclint with some arguments. */
export function dclint(args: readonly string[]): Promise<ExecResult> {
  return tryExec(process.execPath, ["node_modules/dclint/bin/dclint.cjs", ...args]);
}
