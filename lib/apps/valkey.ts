import type { Construct } from "constructs";
import { KeyValueServer, type KeyValueServerProps } from "./key-value-server.ts";

// renovate: datasource=docker depName=docker.io/valkey/valkey
const image = "docker.io/valkey/valkey:9.1.1";

export type ValkeyProps = KeyValueServerProps;

/** Valkey, Redis' free fork, as a cache unless `persistent`: it stands wherever Redis does. */
export class Valkey extends KeyValueServer {
  constructor(scope: Construct, id: string, props: ValkeyProps = {}) {
    super(scope, id, { image, server: "valkey-server", client: "valkey-cli" }, props);
  }
}
