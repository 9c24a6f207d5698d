import type { Construct } from "constructs";
import { KeyValueServer, type KeyValueServerProps } from "./key-value-server.ts";

// renovate: datasource=docker depName=docker.io/library/redis
const image = "docker.io/library/redis:8.10.1";

export type RedisProps = KeyValueServerProps;

/** Redis, as a cache unless `persistent`. Its password is made once; it is never published on the host. */
export class Redis extends KeyValueServer {
  constructor(scope: Construct, id: string, props: RedisProps = {}) {
    super(scope, id, { image, server: "redis-server", client: "redis-cli" }, props);
  }
}
