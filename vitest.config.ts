import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = { "homelab-stacks": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) };

// Two projects: what needs nothing but Node runs in parallel; what needs the one Docker Engine runs a file at a time.
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          // Property tests and whole commands, on a machine that may have other work.
          testTimeout: 60_000,
          typecheck: { enabled: true, include: ["test/**/*.test-d.ts"] },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/engine/setup.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
