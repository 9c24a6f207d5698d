export type { Adopted } from "./adopt.ts";
export type { Change } from "./change.ts";
export { Engine, type EngineSettings, type OnChange, type Purpose } from "./engine.ts";
