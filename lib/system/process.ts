import { readFileSync } from "node:fs";

/** Whether there is a process of this id: one of another user's counts, too; one that has ended and was not waited for does not. */
export function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** In a container whose first process waits for nobody, what was killed stays in the list of processes (proc(5), stat). */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}
