import { describe, expect, it } from "vitest";
import { code, file, values } from "./reading.ts";

const image = "docker.io/library/busybox:1.37";

describe("a credential", () => {
  it.each([
    ["of a variable's name", { environment: { API_TOKEN: "canary-1" } }, {}],
    ["in a URL", { environment: { URL: "redis://:canary-1@cache:6379" } }, {}],
    [
      "that comes from a variable which says so",
      { environment: { HASH: "canary-1" } },
      { environment: { HASH: "${ADMIN_PASSWORD}" } },
    ],
    ["of a label", { labels: { "app.token": "canary-1" } }, {}],
    ["of an argument", { command: ["server", "--password", "canary-1"] }, {}],
    ["of a logging driver", { logging: { driver: "splunk", options: { "splunk-token": "canary-1" } } }, {}],
    ["of a line of a shell", { healthcheck: { test: ["CMD-SHELL", "PGPASSWORD=canary-1 pg_isready"] } }, {}],
  ])("%s is found, and is nowhere in the file", (_, service, before) => {
    const project = [
      { services: { app: { image, ...service } } },
      { services: { app: { image, ...before } } },
    ] as const;
    expect(Object.values(values(code(...project)))).toEqual(["canary-1"]);
    expect(file(...project)).not.toContain("canary-1");
  });

  it("of a share is found in the options of its volume", () => {
    const project = {
      services: { app: { image, volumes: [{ type: "volume", source: "share", target: "/share" }] } },
      volumes: {
        share: { name: "project_share", driver_opts: { type: "cifs", o: "username=me,password=canary-1,uid=1000" } },
      },
    };
    expect(values(code(project))).toEqual({ "share-password": "canary-1" });
    expect(file(project)).toContain("o: text`username=me,password=${sharePassword},uid=1000`");
  });

  it("that the known image takes is one, whatever policy would say of its name", () => {
    const services = {
      app: {
        image: "ghcr.io/paperless-ngx/paperless-ngx:3.0.5",
        environment: { PAPERLESS_DBPASS: "x", PAPERLESS_TIME_ZONE: "UTC" },
      },
    };
    expect(values(code({ services }))).toEqual({ "paperless-dbpass": "x" });
  });

  it("is one secret wherever its value is, also within a longer text", () => {
    const services = {
      db: { image, environment: { POSTGRES_PASSWORD: "canary-shared" } },
      web: {
        image,
        environment: { DB_PASSWORD: "canary-shared", DSN_TEXT: "host=db password=canary-shared user=app" },
      },
    };
    expect(values(code({ services }))).toEqual({ "db-password": "canary-shared" });
    expect(file({ services })).toContain("DSN_TEXT: text`host=db password=${dbPassword} user=app`");
  });

  it("that is a common word is one only where it is called so", () => {
    const services = { db: { image, environment: { POSTGRES_PASSWORD: "postgres", POSTGRES_USER: "postgres" } } };
    expect(file({ services })).toContain('{ POSTGRES_PASSWORD: postgresPassword, POSTGRES_USER: "postgres" }');
  });

  it("is called as its variable is, without the project's name", () => {
    const services = { web: { image, environment: { DATABASE_PASSWORD: "canary-1" } } };
    const written = { services: { web: { image, environment: { DATABASE_PASSWORD: "${APP_DB_PASS}" } } } };
    expect(values(code({ services }, written))).toEqual({ "db-pass": "canary-1" });
  });

  it("of a service has the service's name where two have different ones", () => {
    const services = {
      a: { image, environment: { TOKEN: "canary-a" } },
      b: { image, environment: { TOKEN: "canary-b" } },
    };
    expect(values(code({ services }))).toEqual({ token: "canary-a", "b-token": "canary-b" });
  });

  it.each([
    ["a path", { TOKEN_FILE: "/run/secrets/token" }],
    ["a switch", { ALLOW_PASSWORD: "true" }],
    ["a lifetime", { TOKEN_TTL: "3600" }],
    ["empty", { PASSWORD: "" }],
  ])("is not what is %s", (_, environment) => {
    expect(values(code({ services: { web: { image, environment } } }))).toEqual({});
  });
});

describe("a secret of Compose's", () => {
  const grants = { secrets: [{ source: "db_password", target: "/run/secrets/db_password" }] };
  const contents = { "secrets.db_password": "canary-file\n" };
  const secrets = { db_password: { file: "/srv/app/db_password" } };

  it("is delivered by the variable that names its file", () => {
    const services = { db: { image, ...grants, environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" } } };
    expect(file({ services, secrets }, {}, contents)).toContain(
      "environment: { POSTGRES_PASSWORD_FILE: dbPassword.file() },\n",
    );
    expect(file({ services, secrets }, {}, contents)).not.toContain("secrets:");
    expect(values(code({ services, secrets }, {}, contents))).toEqual({ db_password: "canary-file\n" });
  });

  it("is delivered by itself where none does, with its owner and mode", () => {
    const granted = { secrets: [{ source: "db_password", target: "pass", uid: "33", mode: "0400" }] };
    const services = { db: { image, ...granted } };
    expect(file({ services, secrets }, {}, contents)).toContain(
      'secrets: [dbPassword.file({ target: "/run/secrets/pass", uid: 33, mode: "0400" })]',
    );
  });

  it("that cannot be read is left out by name", () => {
    const { refusals } = code({ services: { db: { image, ...grants } }, secrets });
    expect(refusals).toEqual([expect.objectContaining({ service: "db", key: "secrets: db_password" })]);
  });
});
