import { createHash } from "node:crypto";
import type { ServiceModel, StackModel } from "../../model/index.ts";
import { goJson } from "./go-json.ts";
import { type HashContext, hashedService } from "./hash-fields.ts";
import { olderWays } from "./hash-mount.ts";

export type { HashContext } from "./hash-fields.ts";

/** The Compose release whose hash this is. Later ones may add fields to a service, and then hash it differently. */
export const composeVersion = "5.0.0";

/**
 * The hashes that a container of this definition may carry, each once: that of {@link composeVersion} first, then those of
 * older releases, down to 2.24. Which of them made the container is no difference between it and the definition.
 *
 * @throws what `context.secret` throws
 */
export function serviceHashes(service: ServiceModel, stack: StackModel, context: HashContext): readonly string[] {
  const ages = [0, ...olderWays.keys()].map((_, count) => olderWays.slice(0, count));
  return [...new Set(ages.map((ways) => serviceHash(service, stack, { ...context, ways })))];
}

/**
 * Compose's change detector for a service in the file of its stack, the label `com.docker.compose.config-hash`: the
 * SHA-256, in hex, of the JSON of what Compose reads from that file (docker/compose v5.0.0, pkg/compose/hash.go
 * `ServiceHash`; compose-go v2.10.0, types/types.go `ServiceConfig`). Start order does not count, nor does what is in a
 * config or secret file.
 *
 * @throws what `context.secret` throws
 */
export function serviceHash(service: ServiceModel, stack: StackModel, context: HashContext): string {
  return createHash("sha256")
    .update(goJson(hashedService(service, stack, context)))
    .digest("hex");
}
