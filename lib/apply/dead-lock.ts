import { hostname } from "node:os";
import { lives } from "../system/process.ts";

/** Each lock of a local state, as Pulumi names it: `created by ann@nas (pid 4711) at 2026-01-31T…`. */
const holder = /created by \S*@(\S+) \(pid (\d+)\)/g;

/**
 * Whether whoever holds a state's lock, as Pulumi's message names them, ran on this machine and does so no more. One on
 * another machine, or one that cannot be made out, may live.
 */
export function isStaleLock(message: string): boolean {
  const holders = [...message.matchAll(holder)];
  return holders.length > 0 && holders.every(([, host, pid]) => host === hostname() && !lives(Number(pid)));
}
