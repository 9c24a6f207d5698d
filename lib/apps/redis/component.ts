import type { Construct } from "constructs";
import { KeyValueServer, type KeyValueServerProps } from "../key-value-server.ts";

// renovate: datasource=docker depName=docker.io/library/redis
const image = "docker.io/library/redis:8.10.1";

/**
 * The entrypoint starts as root, takes over the folder and steps down, which it does only while it has SETUID and SETGID:
 * without them it would silently stay root. What its user cannot write it first gives to that user and then makes writable,
 * which on somebody else's file needs FOWNER. It empties the bounding set as it steps down, which needs SETPCAP: without that
 * it ends (redis/docker-library-redis, debian/docker-entrypoint.sh). The health command, as root, reads the server's password.
 */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETPCAP", "SETUID"];

export type RedisProps = KeyValueServerProps;

/** Redis, as a cache unless `persistent`. Its password is made once; it is never published on the host. */
export class Redis extends KeyValueServer {
  constructor(scope: Construct, id: string, props: RedisProps = {}) {
    super(scope, id, { image, server: "redis-server", client: "redis-cli", capabilities }, props);
  }
}
