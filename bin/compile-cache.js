// Node keeps what it has compiled between runs, where it can (22.8 and newer): a sixth of a preview is the compilation of
// Pulumi's SDK. In the user's own folder: in a shared one, Node's default, others could put code there.
import module from "node:module";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

const xdg = process.env.XDG_CACHE_HOME;
const cache = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
module.enableCompileCache?.(join(cache, "homelab-stacks", "compiled"));
