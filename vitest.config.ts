import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = {
  "homelab-stacks/testing": fileURLToPath(new URL("./lib/testing.ts", import.meta.url)),
  "homelab-stacks": fileURLToPath(new URL("./lib/index.ts", import.meta.url)),
};

/** What takes long and changes seldom: every edit, a kill at every step, other Nodes, newer Dockers, remote hosts, the demo. */
const long = [
  "by-hand",
  "demo",
  "docker-host",
  "edits",
  "elsewhere",
  "handover-killed",
  "hosts",
  "live",
  "newer-docker",
  "node-versions",
  "package",
  "pulumi-failures",
  "whole",
].map((name) => `test/engine/${name}.test.ts`);

/** Files that own different names run side by side (test/engine/claims.ts): most of their time is waiting. */
const engine = {
  globalSetup: ["test/engine/setup.ts"],
  setupFiles: ["test/engine/release.ts"],
  maxWorkers: 3,
  testTimeout: 600_000,
  hookTimeout: 1_800_000,
};

// `npm test` runs the projects unit and engine, `npm run test:long` the project long. One after the other: each has all cores.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          sequence: { groupOrder: 0 },
          // One more than the cores of a small machine, where Vitest itself takes one: some wait for processes and for disks.
          maxWorkers: 3,
          // Most of the time would go into loading the library again for each file. No file changes what another one reads.
          isolate: false,
          // Property tests and whole commands, on a machine that may have other work.
          testTimeout: 60_000,
          typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
        },
      },
      {
        resolve: { alias },
        test: {
          ...engine,
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          exclude: long,
          sequence: { groupOrder: 1 },
        },
      },
      { resolve: { alias }, test: { ...engine, name: "long", include: long, sequence: { groupOrder: 2 } } },
    ],
  },
});
