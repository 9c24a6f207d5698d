// All that a definition imports from "homelab-stacks".
export * from "./apps/index.ts";
export * from "./core/index.ts";
