import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert as hold, property, string } from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hasOwnPassphrase, writePassphrase } from "../../lib/apply/passphrase.ts";
import { exportLines } from "../../lib/cli/verbs/env.ts";

describe("the lines for a shell", () => {
  it("give any text byte for byte", () => {
    const text = string({ unit: "binary" }).filter((value) => !/[\0\ud800-\udfff]/.test(value));
    hold(
      property(text, (value) => {
        const script = `${exportLines({ VALUE: value }, [])}printf %s "$VALUE"`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(value);
      }),
      { numRuns: 50, examples: [['it\'s $HOME `id` "x"\n\\'], ["'"], ["\n"]] },
    );
  });

  it("put folders in front of the shell's own PATH", () => {
    const script = `PATH=/usr/bin:/bin; ${exportLines({}, ["/a b", "/c"])}printf %s "$PATH"`;
    expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" })).toBe("/a b:/c:/usr/bin:/bin");
    expect(exportLines({}, [])).toBe("");
  });
});

describe("the passphrase's file", () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "passphrase-"));
    await mkdir(join(home, "run"), { mode: 0o700 });
    vi.stubEnv("XDG_CACHE_HOME", join(home, "cache"));
    vi.stubEnv("XDG_RUNTIME_DIR", join(home, "run"));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  const modes = async (file: string) =>
    (await Promise.all([stat(file), stat(join(file, ".."))])).map(({ mode }) => mode & 0o777);

  it("lies in the user's runtime folder, closed to others, one a project", async () => {
    const file = await writePassphrase(home, "first");
    const name = createHash("sha256")
      .update(await realpath(home))
      .digest("hex")
      .slice(0, 16);
    expect(file).toBe(join(home, "run", "homelab-stacks", `pulumi-passphrase-${name}`));
    expect(await writePassphrase(home, "second")).toBe(file);
    expect(await readFile(file, "utf8")).toBe("second");
    expect(await modes(file)).toEqual([0o600, 0o700]);
    expect(await writePassphrase(join(home, "run"), "other")).not.toBe(file);
  });

  it("lies in the cache where there is no runtime folder, or one that is open to others", async () => {
    for (const folder of [undefined, "", "run", join(home, "none"), home]) {
      vi.stubEnv("XDG_RUNTIME_DIR", folder);
      if (folder === home) execFileSync("chmod", ["755", home]);
      const file = await writePassphrase(home, "x");
      expect(file.startsWith(join(home, "cache", "homelab-stacks"))).toBe(true);
      expect((await modes(file))[0]).toBe(0o600);
    }
  });

  it("does not count as the user's own: it may be another project's", async () => {
    const file = await writePassphrase(home, "x");
    expect(hasOwnPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: file })).toBe(false);
    expect(hasOwnPassphrase({ PULUMI_CONFIG_PASSPHRASE_FILE: "/home/ann/passphrase" })).toBe(true);
    expect(hasOwnPassphrase({ PULUMI_CONFIG_PASSPHRASE: "" })).toBe(true);
    expect(hasOwnPassphrase({})).toBe(false);
  });
});
