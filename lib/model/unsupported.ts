/**
 * Compose keys (in camelCase) that a definition cannot use, because the model could not carry them to both targets
 * alike, each with the way that leads there instead. A key that stands neither here nor in the model is just unknown.
 */
export const unsupported: Readonly<Record<string, string>> = {
  annotations: "Pulumi's provider has no counterpart; use `labels`",
  blkioConfig: "Pulumi's provider has no counterpart",
  build: "images are built elsewhere; give an `image`",
  cpuRtPeriod: "Pulumi's provider has no counterpart",
  cpuRtRuntime: "Pulumi's provider has no counterpart",
  credentialSpec: "Pulumi's provider has no counterpart",
  deploy: "one container a service; limits are `memLimit` and `cpus`",
  envFile: "give the values in `environment`; secrets as `secret.file()`",
  expose: "it has no effect between containers; name ports by `endpoint()`",
  externalLinks: "Pulumi's provider has no counterpart; use an endpoint's reference",
  isolation: "Pulumi's provider has no counterpart",
  links: "Pulumi's provider has no counterpart; use an endpoint's reference",
  macAddress: "Pulumi's provider does not hand it to the engine",
  memSwappiness: "Pulumi's provider has no counterpart",
  models: "Pulumi's provider has no counterpart",
  oomKillDisable: "Pulumi's provider has no counterpart",
  oomScoreAdj: "Pulumi's provider has no counterpart",
  postStart: "Pulumi's provider has no counterpart; use a service with `oneShot`",
  preStart: "Pulumi's provider has no counterpart; use a service with `oneShot`",
  preStop: "Pulumi's provider has no counterpart",
  profiles: "decide in the definition, by an `if`",
  provider: "Pulumi's provider has no counterpart",
  storageOpt: "it takes a file system with quotas under the engine's folder",
  scale: "one container a service; create several services",
  useApiSocket: "the engine's socket is reached through a socket proxy only",
  uts: "Pulumi's provider has no counterpart",
  volumesFrom: "give both services the same `volumes`",
};
