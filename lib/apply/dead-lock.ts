import { hostname } from "node:os";

/** Each lock of a local state, as Pulumi tells of it: `created by ann@nas (pid 4711) at 2026-01-31T…`. */
const holder = /created by \S*@(\S+) \(pid (\d+)\)/g;

/**
 * Whether whoever holds a state's lock, as Pulumi's message names them, ran on this machine and does so no more. One on
 * another machine, or one that cannot be made out, may live.
 */
export function heldByTheDead(message: string): boolean {
  const holders = [...message.matchAll(holder)];
  return holders.length > 0 && holders.every(([, host, pid]) => host === hostname() && !lives(Number(pid)));
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
