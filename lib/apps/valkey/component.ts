import type { Construct } from "constructs";
import { valkey } from "../../images/valkey.ts";
import { KeyValueServer, type KeyValueServerProps } from "../key-value-server.ts";

export type ValkeyProps = KeyValueServerProps;

/** Valkey, Redis' free fork, as a cache unless `persistent`: it stands wherever Redis does. */
export class Valkey extends KeyValueServer {
  constructor(scope: Construct, id: string, props: ValkeyProps = {}) {
    super(scope, id, valkey, props);
  }
}
