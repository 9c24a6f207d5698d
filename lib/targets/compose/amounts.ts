import { formatDuration, formatSize } from "../../model/index.ts";
import { goFloat32 } from "./go-json.ts";

// Amounts as Compose's files and its hash have them; of what is not said, nothing.

export function duration(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : formatDuration(milliseconds);
}

export function cores(cpus: number | undefined): string | undefined {
  return cpus === undefined ? undefined : String(cpus);
}

export function float(cpus: number | undefined): number | undefined {
  return cpus === undefined ? undefined : goFloat32(cpus);
}

export function size(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatSize(bytes);
}

export function bytes(size: number | undefined): string | undefined {
  return size === undefined ? undefined : String(size);
}
