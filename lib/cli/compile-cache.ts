import module from "node:module";
import { join } from "node:path";
import { cacheDir } from "../system/cache-dir.ts";

// Node keeps what it has compiled between runs, where it can (22.8 and newer): a sixth of a preview is the compilation of
// Pulumi's SDK. To be loaded before all else; where the folder cannot be written, Node does without.
const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown };
enableCompileCache?.(join(cacheDir(), "compiled"));
