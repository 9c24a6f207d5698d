import type { Construct } from "constructs";
import { redis } from "../../images/redis.ts";
import { KeyValueServer, type KeyValueServerProps } from "../key-value-server.ts";

export type RedisProps = KeyValueServerProps;

/** Redis, as a cache unless `persistent`. Its password is made once; it is never published on the host. */
export class Redis extends KeyValueServer {
  constructor(scope: Construct, id: string, props: RedisProps = {}) {
    super(scope, id, redis, props);
  }
}
