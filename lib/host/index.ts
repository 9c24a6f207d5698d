export { anotherDefinition, type Drift, driftOf, type Expected } from "./drift.ts";
export { composeLabel, containerOf, type Inspected, isOf } from "./inspected.ts";
export { type InspectedVolume, volumeDriftOf } from "./volume-drift.ts";
