import { external, Homelab, keyValue, Postgres, Redis, Secret, Service, Stack, sqlDatabase } from "homelab-stacks";
import { expect, it } from "vitest";
import { serviceOf } from "../apps/definition.ts";

it("gives the URL of a database and of a key-value server, here and elsewhere, with the password percent-encoded", () => {
  const lab = new Homelab("kite");
  const stack = new Stack(lab, "app");
  const password = Secret.provided(stack, "password");
  const elsewhere = {
    engine: "postgres",
    endpoint: external("postgres", "db.lan", 5433),
    database: "n",
    password,
  } as const;
  new Service(stack, "reader", {
    image: "nginx:1",
    environment: {
      HERE: new Postgres(stack, "postgres").database("app").url,
      CACHE: new Redis(stack, "redis").url,
      ELSEWHERE: sqlDatabase({ ...elsewhere, user: "a@b" }).url,
      OPEN: keyValue({ endpoint: external("redis", "cache.lan", 6380) }).url,
    },
  });
  expect(serviceOf(lab, "app/reader").environment).toMatchObject({
    HERE: ["postgres://app:", { secret: "APP_POSTGRES_APP_PASSWORD", encode: "uri" }, "@postgres:5432/app"],
    CACHE: ["redis://:", { secret: "APP_REDIS_PASSWORD", encode: "uri" }, "@redis:6379"],
    ELSEWHERE: ["postgres://a%40b:", { secret: "APP_PASSWORD", encode: "uri" }, "@db.lan:5433/n"],
    OPEN: "redis://cache.lan:6380",
  });
});
