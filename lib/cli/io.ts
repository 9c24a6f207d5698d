import type { Environment } from "../system/environment.ts";
import { type Streams, useStreams } from "../terminal/streams.ts";

/** All that a command takes from where it runs: its folder, its variables, its streams. */
export interface Io extends Streams {
  readonly cwd: string;
  readonly env: Environment;
}

/**
 * Has this process be what a command sees: whatever runs in it, a definition and the programs that it starts among them, finds
 * this folder, these variables and these streams. One at a time. @returns what undoes it
 */
export function enter(io: Io): () => void {
  const [cwd, env] = [process.cwd(), { ...process.env }];
  process.chdir(io.cwd);
  setVariables(io.env);
  const leaveStreams = useStreams(io);
  return () => {
    leaveStreams();
    setVariables(env);
    process.chdir(cwd);
  };
}

/** In place: the C library, which knows the home folder and the time zone, has these variables in common with Node. */
function setVariables(env: Environment): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}
