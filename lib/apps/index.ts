export { Cloudflared, type CloudflaredProps } from "./cloudflared/component.ts";
export { Forgejo, type ForgejoProps } from "./forgejo/component.ts";
export { Homepage, type HomepageProps } from "./homepage/component.ts";
export type { HostPort } from "./host-port.ts";
export { Nextcloud, type NextcloudProps } from "./nextcloud/component.ts";
export { Postgres, type PostgresProps, type PostgresVersion } from "./postgres/component.ts";
export { Redis, type RedisProps } from "./redis/component.ts";
export { type Acme, Traefik, type TraefikProps } from "./traefik/component.ts";
export { Valkey, type ValkeyProps } from "./valkey/component.ts";
