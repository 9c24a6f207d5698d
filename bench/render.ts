// How rendering grows with the homelab, beside Compose reading the same files. Prints ratios; seconds are the machine's.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildCompose } from "../lib/tools/compose.ts";

const child = fileURLToPath(new URL("render-child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "homelab-bench-"));

function render(count: number): { seconds: number; mebibytes: number; out: string } {
  const out = join(folder, String(count));
  const args = ["--import", "tsx", child, String(count), out];
  return { ...JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })), out };
}

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

try {
  const compose = await buildCompose();
  const small = render(1_000);
  const large = render(10_000);
  const read = timed(() => {
    for (const stack of readdirSync(large.out)) {
      const env = { ...process.env, [`${stack.toUpperCase()}_PASSWORD`]: "x" };
      execFileSync(compose.command, [...compose.args, "config", "-q"], { cwd: join(large.out, stack), env });
    }
  });
  const rows: [string, string][] = [
    ["10,000 services built, rendered and written", `${large.seconds.toFixed(1)} s, ${large.mebibytes.toFixed(0)} MiB`],
    ["time a service, 10,000 against 1,000 (1 is linear)", (large.seconds / 10 / small.seconds).toFixed(2)],
    [
      "against `docker compose config -q` of the same files",
      `${(large.seconds / read).toFixed(2)} of ${read.toFixed(1)} s`,
    ],
  ];
  for (const [what, figure] of rows) console.log(`${what.padEnd(56)} ${figure}`);
} finally {
  rmSync(folder, { recursive: true });
}
