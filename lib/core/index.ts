export type { Code, Level } from "../codes/index.ts";
export {
  type Auth,
  type ForwardAuth,
  identityHeaders,
  type OidcClient,
  type RouteAuth,
  type RouteOptions,
  routeShape,
  type SignOn,
} from "./auth.ts";
export {
  type Ingress,
  type KeyValue,
  keyValue,
  type MetricsServer,
  type ReverseProxy,
  type SqlDatabase,
  sqlDatabase,
  type Web,
} from "./capability.ts";
export { type ConfigContent, type ConfigData, ConfigFile, type ConfigFileProps } from "./config-file.ts";
export { copyMessage, foreignCopy } from "./copy.ts";
export { type DockerAccess, type DockerApi, type DockerRights, dockerRightsShape } from "./docker-api.ts";
export {
  type Acknowledgement,
  checkProps,
  collectProblems,
  defaultId,
  Element,
  idOf,
  locate,
  pathOf,
  problemsOf,
} from "./element.ts";
export {
  type Address,
  Endpoint,
  type EndpointOptions,
  external,
  type Metrics,
  type Protocol,
  type SqlEngine,
} from "./endpoint.ts";
export { type Baseline, Homelab, type HomelabProps, type Logging, type Move } from "./homelab.ts";
export { type IpamPool, Network, type NetworkJoin, type NetworkProps } from "./network.ts";
export { type Problem, ProblemError } from "./problem.ts";
export { Remembered } from "./remembered.ts";
export { routed } from "./routed.ts";
export {
  Secret,
  type SecretAlphabet,
  SecretFile,
  type SecretFileOptions,
  type SecretRenewal,
  type SecretSource,
} from "./secret.ts";
export { ConditionalService, evaluate, Service } from "./service.ts";
export type {
  Dependency,
  DependencyCondition,
  DeviceProps,
  HealthcheckProps,
  PortProps,
  ServiceProps,
  Ulimit,
} from "./service-props.ts";
export * as shape from "./shape.ts";
export { sourceOf, userFrame } from "./source.ts";
export { Stack, type StackProps } from "./stack.ts";
export type { SwarmProps, SwarmUpdate } from "./swarm.ts";
export { type Lazy, type Reference, Text, text, type Value } from "./text.ts";
export {
  type BindMount,
  type Propagation,
  type Storage,
  type TmpfsMount,
  Volume,
  type VolumeClass,
  type VolumeMount,
  type VolumeProps,
} from "./volume.ts";
export { type NamedWebOptions, type Route, type RouteTerms, type Tile, WebEndpoint, type WebOptions } from "./web.ts";
