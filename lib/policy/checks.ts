import { compare } from "../model/index.ts";
import type { Check } from "./check.ts";
import { awaitedHealth } from "./wiring/awaited-health.ts";
import { fileOwner } from "./wiring/file-owner.ts";
import { hostPort } from "./wiring/host-port.ts";
import { readOnlyFile } from "./wiring/read-only-file.ts";
import { routeHost } from "./wiring/route-host.ts";

/** Every check, sorted by code. */
export const checks: readonly Check[] = [awaitedHealth, fileOwner, hostPort, readOnlyFile, routeHost].sort((a, b) =>
  compare(a.code, b.code),
);
