import { which } from "../../lib/system/which.ts";
import { installPackages } from "../../lib/tools/apt.ts";

/** The path of a program; installed by apt where it is missing and may be. */
export async function program(name: string, inPackage: string): Promise<string> {
  const found = which(name);
  if (found !== undefined) return found;
  await installPackages([inPackage], { onProgress: (line) => process.stderr.write(`${line}\n`) });
  const installed = which(name);
  if (installed === undefined) throw new Error(`${name} is needed, and is not there after its installation`);
  return installed;
}
