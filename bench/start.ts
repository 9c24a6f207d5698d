// How long the commands that people type take to answer, beside Node starting with nothing to do. Prints ratios.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/homelab.js", import.meta.url));
const example = fileURLToPath(new URL("../stacks/homelab.ts", import.meta.url));
// A project of its own: rendering keeps a ledger beside the definition.
const folder = mkdtempSync(join(tmpdir(), "homelab-bench-"));
mkdirSync(join(folder, "stacks"));
copyFileSync(example, join(folder, "stacks", "homelab.ts"));
const rounds = 15;

function milliseconds(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

try {
  const commands = {
    "homelab render, into an empty folder": (round: number) => [bin, "render", "--out", join(folder, String(round))],
    "homelab render, with nothing to change": () => [bin, "render", "--out", join(folder, "0")],
    "homelab check": () => [bin, "check"],
  };
  milliseconds([bin, "render", "--out", join(folder, "0")]);
  for (const [name, args] of Object.entries(commands)) {
    // In turn, so that a machine that slows down slows both.
    const pairs = Array.from(
      { length: rounds },
      (_, i) => [milliseconds(args(i + 1)), milliseconds(["-e", "0"])] as const,
    );
    const ratio = median(pairs.map(([ours, bare]) => ours / bare));
    const [ours, bare] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
    console.log(
      `${name.padEnd(42)} ${ratio.toFixed(2)} of a bare Node (${ours.toFixed(0)} ms beside ${bare.toFixed(0)} ms)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
