import type { Check } from "./check.ts";
import { adminRoute } from "./security/admin-route.ts";
import { blockDevice } from "./security/block-device.ts";
import { companionVersions } from "./security/companion-versions.ts";
import { controlSocket } from "./security/control-socket.ts";
import { cookieDomain } from "./security/cookie-domain.ts";
import { databaseNetwork } from "./security/database-network.ts";
import { databasePort } from "./security/database-port.ts";
import { defaultPassword } from "./security/default-password.ts";
import { dockerBaseline } from "./security/docker-baseline.ts";
import { droppedCapabilities } from "./security/dropped-capabilities.ts";
import { environmentSecret } from "./security/environment-secret.ts";
import { floatingTag } from "./security/floating-tag.ts";
import { forbiddenUpgrade } from "./security/forbidden-upgrade.ts";
import { guardedPort } from "./security/guarded-port.ts";
import { healthTool } from "./security/health-tool.ts";
import { hostCapabilities } from "./security/host-capabilities.ts";
import { hostNamespace } from "./security/host-namespace.ts";
import { hostNetwork } from "./security/host-network.ts";
import { identityHeaders } from "./security/identity-headers.ts";
import { literalCredential } from "./security/literal-credential.ts";
import { localDatabasePort } from "./security/local-database-port.ts";
import { logRotation } from "./security/log-rotation.ts";
import { lostState } from "./security/lost-state.ts";
import { memoryLimit } from "./security/memory-limit.ts";
import { neededCapabilities } from "./security/needed-capabilities.ts";
import { newPrivileges } from "./security/new-privileges.ts";
import { noHealthcheck } from "./security/no-healthcheck.ts";
import { openPort } from "./security/open-port.ts";
import { openRoute } from "./security/open-route.ts";
import { plainRoute } from "./security/plain-route.ts";
import { postgresFolder } from "./security/postgres-folder.ts";
import { privileged } from "./security/privileged.ts";
import { rootUser } from "./security/root-user.ts";
import { securityProfile } from "./security/security-profile.ts";
import { selfGuarded } from "./security/self-guarded.ts";
import { sensitiveHostPath } from "./security/sensitive-host-path.ts";
import { sharedWrites } from "./security/shared-writes.ts";
import { storedSecret } from "./security/stored-secret.ts";
import { strongCapabilities } from "./security/strong-capabilities.ts";
import { tmpfsOptions } from "./security/tmpfs-options.ts";
import { unfiledSecret } from "./security/unfiled-secret.ts";
import { unknownLogin } from "./security/unknown-login.ts";
import { unknownState } from "./security/unknown-state.ts";
import { wildcardOrigin } from "./security/wildcard-origin.ts";
import { writableHostPath } from "./security/writable-host-path.ts";
import { writableRoot } from "./security/writable-root.ts";
import { addressPools } from "./wiring/address-pools.ts";
import { awaitedElsewhere } from "./wiring/awaited-elsewhere.ts";
import { awaitedEnd } from "./wiring/awaited-end.ts";
import { awaitedHealth } from "./wiring/awaited-health.ts";
import { bindPath } from "./wiring/bind-path.ts";
import { capabilityName } from "./wiring/capability-name.ts";
import { containerName } from "./wiring/container-name.ts";
import { databaseWriters } from "./wiring/database-writers.ts";
import { dnsName } from "./wiring/dns-name.ts";
import { engineName } from "./wiring/engine-name.ts";
import { externalOptions } from "./wiring/external-options.ts";
import { fileOwner } from "./wiring/file-owner.ts";
import { folderOwners } from "./wiring/folder-owners.ts";
import { foreignWriters } from "./wiring/foreign-writers.ts";
import { hiddenFile } from "./wiring/hidden-file.ts";
import { hostEntry } from "./wiring/host-entry.ts";
import { hostName } from "./wiring/host-name.ts";
import { hostPort } from "./wiring/host-port.ts";
import { imagePlatform } from "./wiring/image-platform.ts";
import { memory } from "./wiring/memory.ts";
import { mountTarget } from "./wiring/mount-target.ts";
import { nameServers } from "./wiring/name-servers.ts";
import { networkMode } from "./wiring/network-mode.ts";
import { noNetwork } from "./wiring/no-network.ts";
import { oddName } from "./wiring/odd-name.ts";
import { oneShotRestart } from "./wiring/one-shot-restart.ts";
import { readOnlyFile } from "./wiring/read-only-file.ts";
import { replicas } from "./wiring/replicas.ts";
import { reservedLabel } from "./wiring/reserved-label.ts";
import { resolverPort } from "./wiring/resolver-port.ts";
import { routeHost } from "./wiring/route-host.ts";
import { secretVariable } from "./wiring/secret-variable.ts";
import { sharedNamespace } from "./wiring/shared-namespace.ts";
import { startInterval } from "./wiring/start-interval.ts";
import { staticAddress } from "./wiring/static-address.ts";
import { subnets } from "./wiring/subnets.ts";
import { timeZone } from "./wiring/time-zone.ts";

/** Every check, in the order of the codes: what would not run as it is written, then what is a danger. */
export const checks: readonly Check[] = [
  routeHost,
  hostPort,
  awaitedHealth,
  readOnlyFile,
  fileOwner,
  containerName,
  engineName,
  dnsName,
  mountTarget,
  bindPath,
  databaseWriters,
  foreignWriters,
  startInterval,
  secretVariable,
  oneShotRestart,
  awaitedEnd,
  networkMode,
  staticAddress,
  subnets,
  hostEntry,
  addressPools,
  hostName,
  reservedLabel,
  capabilityName,
  memory,
  externalOptions,
  sharedNamespace,
  awaitedElsewhere,
  oddName,
  noNetwork,
  folderOwners,
  timeZone,
  hiddenFile,
  nameServers,
  imagePlatform,
  replicas,
  controlSocket,
  privileged,
  hostCapabilities,
  strongCapabilities,
  blockDevice,
  writableHostPath,
  sensitiveHostPath,
  hostNetwork,
  hostNamespace,
  newPrivileges,
  droppedCapabilities,
  floatingTag,
  databasePort,
  localDatabasePort,
  openPort,
  literalCredential,
  defaultPassword,
  environmentSecret,
  logRotation,
  memoryLimit,
  writableRoot,
  securityProfile,
  databaseNetwork,
  openRoute,
  unknownLogin,
  plainRoute,
  adminRoute,
  rootUser,
  tmpfsOptions,
  unknownState,
  noHealthcheck,
  unfiledSecret,
  healthTool,
  lostState,
  postgresFolder,
  wildcardOrigin,
  storedSecret,
  forbiddenUpgrade,
  sharedWrites,
  identityHeaders,
  guardedPort,
  selfGuarded,
  dockerBaseline,
  neededCapabilities,
  cookieDomain,
  resolverPort,
  companionVersions,
];
