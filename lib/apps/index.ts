export { Cloudflared, type CloudflaredProps } from "./cloudflared.ts";
export { Forgejo, type ForgejoProps } from "./forgejo.ts";
export { Homepage, type HomepageProps } from "./homepage.ts";
export type { HostPort } from "./host-port.ts";
export { Nextcloud, type NextcloudProps } from "./nextcloud.ts";
export { Postgres, type PostgresProps, type PostgresVersion } from "./postgres.ts";
export { Redis, type RedisProps } from "./redis.ts";
export { Valkey, type ValkeyProps } from "./valkey.ts";
