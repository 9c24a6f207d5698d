import { external, Immich, Postgres, Redis, Secret, Stack, sqlDatabase } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { homelab, serviceOf } from "./definition.ts";

function scene() {
  const lab = homelab();
  const stack = new Stack(lab, "photos");
  return { lab, stack, cache: new Redis(stack, "redis") };
}

describe("Immich", () => {
  it("has a database with its extensions, and its passwords in files", () => {
    const { lab, stack, cache } = scene();
    const server = new Postgres(stack, "postgres", { vectors: true });
    new Immich(stack, "immich", { cache, database: server.database("immich", { extensions: Immich.extensions }) });
    expect(serviceOf(lab, "photos/immich").environment).toMatchObject({
      DB_HOSTNAME: "postgres",
      DB_PASSWORD_FILE: "/run/secrets/postgres-immich-password",
      REDIS_PASSWORD_FILE: "/run/secrets/redis-password",
      IMMICH_MACHINE_LEARNING_URL: "http://immich-machine-learning:3003",
    });
    expect(serviceOf(lab, "photos/postgres/databases").environment["immich_EXTENSIONS"]).toBe("earthdistance vchord");
  });

  it("does without machine learning, and then does not ask for it", () => {
    const { lab, stack, cache } = scene();
    const database = new Postgres(stack, "postgres", { vectors: true }).database("immich", {
      extensions: Immich.extensions,
    });
    new Immich(stack, "immich", { cache, database, machineLearning: false });
    const { environment } = serviceOf(lab, "photos/immich");
    expect(environment["IMMICH_MACHINE_LEARNING_ENABLED"]).toBe("false");
    expect(environment).not.toHaveProperty("IMMICH_MACHINE_LEARNING_URL");
  });

  it("refuses a database without them, unless that is somebody else's", () => {
    const { lab, stack, cache } = scene();
    new Immich(stack, "immich", { cache, database: new Postgres(stack, "postgres").database("immich") });
    new Immich(stack, "other", {
      cache,
      database: sqlDatabase({
        engine: "postgres",
        endpoint: external("postgres", "10.0.0.5", 5432),
        database: "immich",
        user: "immich",
        password: Secret.provided(stack, "password"),
      }),
    });
    expect(build(lab).problems).toMatchObject([
      { code: "HL086", path: "photos/immich", message: "its database has no extension earthdistance and no vchord" },
    ]);
  });
});

describe("a PostgreSQL database's extensions", () => {
  it("are created in it alone, in one order", () => {
    const { lab, stack } = scene();
    const server = new Postgres(stack, "postgres");
    server.database("one", { extensions: ["unaccent", "pg_trgm", "unaccent"] });
    server.database("other");
    const { environment } = serviceOf(lab, "photos/postgres/databases");
    expect(environment["one_EXTENSIONS"]).toBe("pg_trgm unaccent");
    expect(environment).not.toHaveProperty("other_EXTENSIONS");
  });

  it("are refused where the image has them not, and where they are none", () => {
    const { lab, stack } = scene();
    new Postgres(stack, "postgres").database("one", { extensions: ["vector", "no name; DROP"] });
    expect(build(lab).problems).toMatchObject([
      { code: "HL086", message: "its image has no extension vector", fix: expect.stringContaining("`vectors: true`") },
      { code: "HL078", message: '"no name; DROP" is not the name of an extension' },
    ]);
  });

  it("of vectors come with PostgreSQL 18 and no other", () => {
    const { lab, stack } = scene();
    new Postgres(stack, "postgres", { vectors: true, version: 17 });
    expect(build(lab).problems).toMatchObject([{ code: "HL078", exists: ["18"] }]);
    expect(serviceOf(vectors(), "photos/postgres").mounts).toMatchObject([{ target: "/var/lib/postgresql" }]);
  });
});

function vectors() {
  const { lab, stack } = scene();
  new Postgres(stack, "postgres", { vectors: true });
  return lab;
}
