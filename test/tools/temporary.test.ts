import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sweepTemporary, temporaryFolder } from "../../lib/system/temporary.ts";

let home = "";
const notes = () => join(home, "homelab-stacks", "temporary");

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sweep-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

it("what a killed process left is swept by the next one, and what a living one has is not", () => {
  const module = fileURLToPath(new URL("../../lib/system/temporary.ts", import.meta.url));
  const program = `import { hiddenFolder } from ${JSON.stringify(module)};
hiddenFolder("test", ${JSON.stringify(home)});
process.kill(process.pid, "SIGKILL");`;
  const { signal } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
  expect(signal).toBe("SIGKILL");
  const own = temporaryFolder("test", home);
  expect(readdirSync(home).filter((name) => name.startsWith(".homelab-test-"))).toHaveLength(1);
  sweepTemporary();
  expect(readdirSync(home).filter((name) => name.startsWith(".homelab-test-"))).toEqual([]);
  expect(existsSync(own.path)).toBe(true);
  own.remove();
  expect(existsSync(own.path)).toBe(false);
  expect(readdirSync(notes())).toEqual([]);
});

it("a note that names anything else, or is another machine's, has nothing removed", () => {
  mkdirSync(notes(), { recursive: true });
  const [mine, theirs] = [join(home, "precious"), join(home, ".homelab-test-1-abcdef")];
  for (const place of [mine, theirs]) writeFileSync(place, "");
  writeFileSync(join(notes(), "999999999-0"), `${hostname()}\n${mine}`);
  writeFileSync(join(notes(), "999999999-1"), `elsewhere\n${theirs}`);
  sweepTemporary();
  expect([mine, theirs].map((place) => existsSync(place))).toEqual([true, true]);
});
