import { hostname } from "node:os";
import { lives } from "../system/process.ts";
import { waitUntil } from "../system/wait.ts";

/** Each lock of a local state, as Pulumi names it: `created by ann@nas (pid 4711) at 2026-01-31T…`. */
const holder = /created by \S*@(\S+) \(pid (\d+)\)/g;

/** How long a run that ends may take to, in milliseconds: what was started by a command that was killed lives on for a moment. */
const patience = 10_000;

/**
 * Whether whoever holds a state's lock, as Pulumi's message names them, ran on this machine and does so no more; one that
 * still runs here is given ten seconds to end. One on another machine, or one that cannot be made out, may live.
 */
export async function heldByTheDead(message: string, timeout = patience): Promise<boolean> {
  const holders = [...message.matchAll(holder)];
  if (holders.length === 0 || holders.some(([, host]) => host !== hostname())) return false;
  const haveEnded = () => holders.every(([, , pid]) => !lives(Number(pid)));
  return await waitUntil(() => haveEnded() || undefined, { timeout }).catch(() => false);
}
