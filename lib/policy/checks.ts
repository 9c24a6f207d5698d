import type { Check } from "./check.ts";
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
import { foreignWriters } from "./wiring/foreign-writers.ts";
import { hostEntry } from "./wiring/host-entry.ts";
import { hostName } from "./wiring/host-name.ts";
import { hostPort } from "./wiring/host-port.ts";
import { memory } from "./wiring/memory.ts";
import { mountTarget } from "./wiring/mount-target.ts";
import { networkMode } from "./wiring/network-mode.ts";
import { oneShotRestart } from "./wiring/one-shot-restart.ts";
import { readOnlyFile } from "./wiring/read-only-file.ts";
import { reservedLabel } from "./wiring/reserved-label.ts";
import { routeHost } from "./wiring/route-host.ts";
import { secretVariable } from "./wiring/secret-variable.ts";
import { sharedNamespace } from "./wiring/shared-namespace.ts";
import { startInterval } from "./wiring/start-interval.ts";
import { staticAddress } from "./wiring/static-address.ts";
import { subnets } from "./wiring/subnets.ts";

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
];
