export { Docker } from "./docker.ts";
export { anotherDefinition, driftOf, type Expected } from "./drift.ts";
export type { Drift } from "./drift-kind.ts";
export { composeLabel, containerOf, isOf, nameOf } from "./labels.ts";
export type { HostContainer, HostNetwork, HostVolume, Snapshot } from "./snapshot.ts";
export { volumeDriftOf } from "./volume-drift.ts";
