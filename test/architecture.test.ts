import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const lib = join(root, "lib");

/** What each folder of lib may import from: itself, and what stands here. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ["codes"],
  codes: [],
  model: ["core"],
  policy: ["core", "model", "images", "codes"],
  targets: ["core", "model"],
  images: [],
  apps: ["core", "images"],
  secrets: ["core", "system"],
  system: ["core"],
  terminal: ["codes", "core"],
  tools: ["core", "system"],
  host: ["core", "model", "targets", "system"],
  project: ["index.ts", "core", "model", "policy", "targets", "secrets", "system"],
  import: ["core", "model", "images", "policy", "targets", "secrets", "system", "tools", "project"],
  apply: [
    "index.ts",
    "core",
    "model",
    "policy",
    "targets",
    "secrets",
    "system",
    "terminal",
    "tools",
    "host",
    "project",
    "demo",
  ],
  demo: ["core", "model", "system", "tools"],
  cli: [
    "index.ts",
    "core",
    "codes",
    "model",
    "policy",
    "targets",
    "apps",
    "images",
    "secrets",
    "system",
    "terminal",
    "tools",
    "host",
    "project",
    "apply",
    "import",
    "demo",
  ],
};

/** Packages that must not appear where the definition is made, nor where it is judged. */
const keptOut: Readonly<Record<string, (file: string) => boolean>> = {
  zod: (file) => /^(core|apps|policy|targets)\//.test(file),
  "log-update": (file) => file !== "cli/terminal/live.ts",
  yaml: (file) => /^(core|apps|policy)\//.test(file),
  "@pulumi/docker": (file) => !file.startsWith("targets/pulumi/"),
  "@pulumi/pulumi": (file) => !/^(targets\/pulumi|apply|tools)\//.test(file),
};

const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

function importsOf(file: string): string[] {
  const source = readFileSync(join(lib, file), "utf8");
  return [...source.matchAll(/(?:^|\n)(?:import|export)\b[^;]*?from "([^"]+)"|\bimport\("([^"]+)"\)/g)].flatMap(
    (match) => match[1] ?? match[2] ?? [],
  );
}

describe("the arrows between the folders of lib", () => {
  it.each(files.filter((file) => file.includes(sep)))("%s points the right way", (file) => {
    const [folder = ""] = file.split(sep);
    const targets = importsOf(file)
      .filter((path) => path.startsWith("."))
      .map((path) => relative(lib, join(lib, dirname(file), path)).split(sep)[0] ?? "");
    expect(Object.keys(allowed)).toContain(folder);
    expect(targets.filter((target) => target !== folder && !allowed[folder]?.includes(target))).toEqual([]);
  });

  it.each(Object.entries(keptOut))("the package %s stays where it belongs", (name, isOutside) => {
    const importers = files.filter((file) =>
      importsOf(file).some((path) => path === name || path.startsWith(`${name}/`)),
    );
    expect(importers.filter(isOutside)).toEqual([]);
  });

  it("takes from no package but those that come with it", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const packages = files
      .flatMap(importsOf)
      // The last is what a message tells users to write.
      .filter((path) => !path.startsWith(".") && !path.startsWith("node:") && path !== "homelab-stacks/main")
      .map((path) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0]);
    expect([...new Set(packages)].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it("leaves the end of the process, and its code, to one file", () => {
    const others = files.filter((file) => file !== "system/ending.ts" && file !== "tools/pulumi.ts");
    expect(others.filter((file) => /process\.exit(Code)?\b[ (]/.test(readFileSync(join(lib, file), "utf8")))).toEqual(
      [],
    );
  });

  it("keeps every file small enough to be one noun", () => {
    const long = files.filter((file) => readFileSync(join(lib, file), "utf8").split("\n").length > 251);
    expect(long).toEqual([]);
  });
});
