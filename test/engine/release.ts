import { afterAll } from "vitest";
import { disown } from "./claims.ts";

// Declared before any file's own hooks, and so run after all of them. Not in engine.ts: the benchmarks use that without Vitest.
afterAll(disown);
