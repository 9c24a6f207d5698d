import { type Homelab, Postgres, type PostgresVersion, Service, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function withDatabases(...names: string[]): { lab: Homelab; postgres: Postgres } {
  const lab = homelab();
  const postgres = new Postgres(new Stack(lab, "app"), "postgres");
  for (const name of names) postgres.database(name);
  return { lab, postgres };
}

function problemsOf(lab: Homelab) {
  return build(lab).problems;
}

describe("Postgres", () => {
  it.each([
    [15, "/var/lib/postgresql/data"],
    [16, "/var/lib/postgresql/data"],
    [17, "/var/lib/postgresql/data"],
    [18, "/var/lib/postgresql"],
  ] as const)("version %i keeps its data at %s, where that image expects it", (version, target) => {
    const lab = homelab();
    new Postgres(new Stack(lab, "app"), "postgres", { version });
    const service = serviceOf(lab, "app/postgres");
    expect(service.image).toMatch(`docker.io/library/postgres:${version}.`);
    expect(service.mounts).toEqual([{ type: "volume", source: "postgres-data", target, readOnly: false }]);
    expect(modelOf(lab).stacks[0]?.volumes[0]?.class).toBe("database");
  });

  it("refuses a version that it has no image for, and names those it has", () => {
    const lab = homelab();
    new Postgres(new Stack(lab, "app"), "postgres", { version: 12 as PostgresVersion });
    expect(problemsOf(lab)).toMatchObject([
      { code: "HL078", path: "app/postgres", exists: ["15", "16", "17", "18"], fix: expect.stringContaining("dump") },
    ]);
  });

  it("refuses an overriding image of another major version, which would look for its data elsewhere", () => {
    const { lab, postgres } = withDatabases();
    postgres.service.override({ image: "docker.io/library/postgres:18.6-trixie" });
    expect(problemsOf(lab)).toMatchObject([{ code: "HL079", fix: expect.stringContaining("`version: 18`") }]);
    postgres.service.override({ image: "docker.io/library/postgres:17.10-trixie" });
    expect(problemsOf(lab)).toEqual([]);
  });

  it("takes its password from a file of the user that the server runs as", () => {
    const { environment, secrets } = serviceOf(withDatabases().lab, "app/postgres");
    expect(environment["POSTGRES_PASSWORD_FILE"]).toBe("/run/secrets/postgres-password");
    expect(secrets).toEqual([
      { secret: "APP_POSTGRES_PASSWORD", target: "/run/secrets/postgres-password", mode: "0400", uid: 999, gid: 999 },
    ]);
  });

  it("is asked over TCP whether it is healthy, and may take a minute to stop", () => {
    const { healthcheck, stopGracePeriod, shmSize } = serviceOf(withDatabases().lab, "app/postgres");
    expect(healthcheck).toMatchObject({
      test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "postgres"],
      startPeriod: 30_000,
    });
    expect(stopGracePeriod).toBe(60_000);
    expect(shmSize).toBe(256 * 1024 * 1024);
  });

  it("makes nothing where no database is asked for", () => {
    expect(modelOf(withDatabases().lab).stacks[0]?.services.map((service) => service.key)).toEqual(["postgres"]);
  });

  it("makes databases by one service that runs once, whatever the order they are asked for in", () => {
    const one = withDatabases("wiki", "blog");
    const other = withDatabases("blog", "wiki");
    expect(JSON.stringify(modelOf(one.lab))).toBe(JSON.stringify(modelOf(other.lab)));
    const maker = serviceOf(one.lab, "app/postgres/databases");
    expect(maker).toMatchObject({ oneShot: true, restart: "no", capAdd: [], user: "999:999" });
    expect(maker.command?.slice(2)).toEqual(["blog", "wiki"]);
    expect(maker.dependsOn).toEqual([{ stack: "app", service: "postgres", condition: "service_healthy" }]);
    expect(maker.environment["blog_PASSWORD_FILE"]).toBe("/run/secrets/postgres-blog-password");
  });

  it("lets a consumer wait for the server and for its database", () => {
    const { lab, postgres } = withDatabases();
    const database = postgres.database("wiki");
    new Service(new Stack(lab, "other"), "unrelated", { image: "docker.io/library/nginx:1.30.4" });
    new Service(Stack.of(postgres), "wiki", {
      image: "docker.io/library/nginx:1.30.4",
      environment: { DB_HOST: database.endpoint.host, DB_PASSWORD_FILE: database.password.file() },
    });
    const wiki = serviceOf(lab, "app/wiki");
    expect(wiki.environment["DB_HOST"]).toBe("postgres");
    expect(wiki.dependsOn).toEqual([
      { stack: "app", service: "postgres", condition: "service_healthy" },
      { stack: "app", service: "postgres-databases", condition: "service_completed_successfully" },
    ]);
  });

  it("gives each database a password of its own", () => {
    const { lab } = withDatabases("wiki", "blog");
    expect(modelOf(lab).stacks[0]?.secrets.map((secret) => secret.name)).toEqual([
      "APP_POSTGRES_BLOG_PASSWORD",
      "APP_POSTGRES_PASSWORD",
      "APP_POSTGRES_WIKI_PASSWORD",
    ]);
  });

  it("reads passwords from files only: neither the script nor a command contains one", () => {
    const { lab } = withDatabases("wiki");
    expect(fileOf(lab, "app/postgres/make-databases")).not.toMatch(/<APP_/);
    expect(JSON.stringify(modelOf(lab).stacks[0]?.services)).not.toContain('"encode"');
  });

  it.each([
    "",
    "Wiki",
    "my-wiki",
    "1wiki",
    "w'iki",
    'w"iki',
    "wiki; DROP",
    "postgres",
    "template1",
    "pg_wiki",
    "w".repeat(64),
  ])("refuses the name %j", (name) => {
    expect(problemsOf(withDatabases(name).lab)).toContainEqual(
      expect.objectContaining({
        code: "HL078",
        path: "app/postgres",
        message: expect.stringContaining(JSON.stringify(name)),
      }),
    );
  });

  it("refuses a second consumer of one database", () => {
    expect(problemsOf(withDatabases("wiki", "wiki").lab)).toMatchObject([{ code: "HL001", exists: ["wiki"] }]);
  });
});
