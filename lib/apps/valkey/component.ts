import type { Construct } from "constructs";
import { KeyValueServer, type KeyValueServerProps } from "../key-value-server.ts";

// renovate: datasource=docker depName=docker.io/valkey/valkey
const image = "docker.io/valkey/valkey:9.1.1";

/**
 * The entrypoint starts as root, takes over the folder and steps down (valkey-io/valkey-container, docker-entrypoint.sh). From
 * the second start on it looks through folders that only its user may enter; the health command, as root, reads its password.
 */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"];

export type ValkeyProps = KeyValueServerProps;

/** Valkey, Redis' free fork, as a cache unless `persistent`: it stands wherever Redis does. */
export class Valkey extends KeyValueServer {
  constructor(scope: Construct, id: string, props: ValkeyProps = {}) {
    super(scope, id, { image, server: "valkey-server", client: "valkey-cli", capabilities }, props);
  }
}
