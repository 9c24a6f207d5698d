import {
  Cloudflared,
  Forgejo,
  Homelab,
  type Ingress,
  type KeyValue,
  Nextcloud,
  Postgres,
  Redis,
  Secret,
  type SqlDatabase,
  Stack,
  type Valkey,
  type Web,
} from "homelab-stacks";
import { expectTypeOf, test } from "vitest";

const stack = new Stack(new Homelab("kite"), "app");
const postgres = new Postgres(stack, "postgres");
const database = postgres.database("nextcloud");
const redis = new Redis(stack, "redis");
const tunnel = new Cloudflared(stack, "tunnel", { token: Secret.provided(stack, "token") });

test("components have the capabilities that others ask for", () => {
  expectTypeOf(database).toExtend<SqlDatabase<"postgres">>();
  expectTypeOf(redis).toExtend<KeyValue>();
  expectTypeOf<Valkey>().toExtend<KeyValue>();
  expectTypeOf(tunnel).toExtend<Ingress>();
  expectTypeOf<Nextcloud>().toExtend<Web>();
  expectTypeOf<Forgejo>().toExtend<Web>();
});

test("a database cannot be routed", () => {
  // @ts-expect-error a database's endpoint is no web endpoint
  tunnel.route("db", postgres.endpoint);
  // @ts-expect-error nor is a cache's
  tunnel.route("cache", redis.endpoint);
  // @ts-expect-error nor a whole component
  tunnel.route("git", new Forgejo(stack, "forgejo"));
});

test("a component takes what it needs and nothing else", () => {
  // @ts-expect-error a database is required
  new Nextcloud(stack, "a", {});
  // @ts-expect-error a cache is no database
  new Nextcloud(stack, "b", { database: redis });
  // @ts-expect-error a server is no database
  new Nextcloud(stack, "c", { database: postgres });
  // @ts-expect-error a database is no cache
  new Nextcloud(stack, "d", { database, cache: database });
  // @ts-expect-error a value of its own is no engine
  new Nextcloud(stack, "e", { database: {} as SqlDatabase<"oracle"> });
  // @ts-expect-error a port is a number
  new Forgejo(stack, "f", { ssh: { hostPort: "2222" } });
});

test("a secret is not a string", () => {
  // @ts-expect-error the credentials are a Secret
  new Cloudflared(stack, "a", { tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef", credentials: "{}" });
  // @ts-expect-error the token is a Secret
  new Cloudflared(stack, "b", { token: "eyJ" });
  // @ts-expect-error credentials need the tunnel's id
  new Cloudflared(stack, "c", { credentials: Secret.provided(stack, "credentials") });
  // @ts-expect-error a secret does not stand for a string
  const leaked: string = redis.password;
  return leaked;
});

test("a version that has no image does not compile", () => {
  // @ts-expect-error 9 is none of them
  new Postgres(stack, "old", { version: 9 });
});
