import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * The folder of everything this project keeps between runs: `$XDG_CACHE_HOME/homelab-stacks`, else `~/.cache/homelab-stacks`.
 * The user's own: in a shared one, others could put code there. A relative `XDG_CACHE_HOME` is ignored, as the XDG base
 * directory specification says.
 */
export function cacheDir(): string {
  const xdg = process.env["XDG_CACHE_HOME"];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "homelab-stacks");
}
