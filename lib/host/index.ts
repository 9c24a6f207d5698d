export { Docker } from "./docker.ts";
export { anotherDefinition, type Drift, driftOf, type Expected } from "./drift.ts";
export { composeLabel, containerOf, isOf, nameOf } from "./labels.ts";
export type { HostContainer, HostNetwork, HostVolume, Snapshot } from "./snapshot.ts";
export { volumeDriftOf } from "./volume-drift.ts";
