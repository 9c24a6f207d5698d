import { Homelab, Nextcloud, Postgres, Secret, Service, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { afterRotation } from "../../lib/cli/secrets/rotation.ts";
import { modelOf } from "../apps/definition.ts";

function rotated(lab: Homelab, name: string): string[] {
  const model = modelOf(lab);
  const [secret] = model.stacks.flatMap((stack) => stack.secrets).filter((one) => one.name === name);
  if (secret === undefined) throw new Error(`no secret ${name}`);
  return afterRotation(model, secret);
}

describe("after a rotation", () => {
  const lab = new Homelab("kite");
  const files = new Stack(lab, "files");
  const postgres = new Postgres(files, "postgres");
  const database = postgres.database("cloud");
  new Nextcloud(files, "cloud", { database });

  it("a database's password is taken over by the start: only the containers that get it are told", () => {
    const [compose, ...notes] = rotated(lab, "FILES_POSTGRES_CLOUD_PASSWORD");
    expect(compose).toContain("docker compose up -d --force-recreate cloud cloud-cron postgres-databases");
    expect(notes).toEqual([]);
  });

  it("the superuser's stays as it was in the server, with the command that changes it there", () => {
    const [compose, ...notes] = rotated(lab, "FILES_POSTGRES_PASSWORD");
    expect(compose).toContain("--force-recreate postgres postgres-databases");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^files\/postgres reads it on its first start only/);
    expect(notes[0]).toContain("docker exec -it files-postgres-1 psql -U postgres -d postgres -c '\\password'");
    expect(notes[0]).toContain("homelab secrets show FILES_POSTGRES_PASSWORD");
  });

  it("Nextcloud's administrator keeps the password of the installation, and is told once for both containers", () => {
    const [, ...notes] = rotated(lab, "FILES_CLOUD_ADMIN_PASSWORD");
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(
      "docker exec -it -u www-data files-cloud-1 php /var/www/html/occ user:resetpassword admin",
    );
  });
});

/** What is said of one service's secret, which a variable names. */
function guessed(image: string, variable: string, more: Record<string, string> = {}): string[] {
  const lab = new Homelab("kite");
  const stack = new Stack(lab, "db");
  const secret = Secret.generated(stack, "key");
  const value = variable.endsWith("_FILE") ? secret.file() : secret;
  new Service(stack, "server", { image, environment: { ...more, [variable]: value } });
  return rotated(lab, "DB_KEY").slice(1);
}

describe("of a service of one's own, by its image and the variable,", () => {
  it.each([
    ["docker.io/library/postgres:17.5", "POSTGRES_PASSWORD_FILE", "psql -U postgres"],
    ["127.0.0.1:5000/docker.io/library/postgres:17.5", "POSTGRES_PASSWORD", "psql -U postgres"],
    ["docker.io/library/mariadb:11.8", "MARIADB_ROOT_PASSWORD_FILE", "ALTER USER"],
    ["docker.io/library/mariadb:11.8", "MYSQL_PASSWORD", "ALTER USER"],
    ["docker.io/library/mysql:9.4", "MYSQL_PASSWORD_FILE", "ALTER USER"],
    ["docker.io/library/mongo:8.0", "MONGO_INITDB_ROOT_PASSWORD", "changeUserPassword"],
    ["docker.io/library/mongo:8.0", "MONGO_INITDB_ROOT_PASSWORD_FILE", "changeUserPassword"],
    ["docker.io/library/nextcloud:34.0.3-apache", "NEXTCLOUD_ADMIN_PASSWORD", "user:resetpassword"],
  ])("%s with %s keeps its first password", (image, variable, says) => {
    const notes = guessed(image, variable);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(says);
  });

  it.each([
    ["docker.io/library/postgres:17.5", "PGPASSWORD"],
    ["docker.io/library/postgres:17.5", "MY_PASSWORD_FILE"],
    ["docker.io/library/mariadb:11.8", "MONGO_INITDB_ROOT_PASSWORD"],
    ["docker.io/library/nginx:1.30.4", "POSTGRES_PASSWORD"],
  ])("%s with %s takes the new one", (image, variable) => {
    expect(guessed(image, variable)).toEqual([]);
  });

  it("Postgres' own user is the one whose password changes", () => {
    const [note] = guessed("docker.io/library/postgres:17.5", "POSTGRES_PASSWORD_FILE", { POSTGRES_USER: "kite" });
    expect(note).toContain("psql -U kite -d postgres");
  });
});
