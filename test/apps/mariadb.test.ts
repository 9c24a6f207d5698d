import { type Homelab, MariaDB, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function withDatabases(...names: string[]): { lab: Homelab; mariadb: MariaDB } {
  const lab = homelab();
  const mariadb = new MariaDB(new Stack(lab, "app"), "mariadb");
  for (const name of names) mariadb.database(name);
  return { lab, mariadb };
}

describe("MariaDB", () => {
  it("keeps its data on a volume, and brings system tables of an older version up to date", () => {
    const { lab } = withDatabases();
    const { mounts, environment } = serviceOf(lab, "app/mariadb");
    expect(mounts).toMatchObject([{ source: "mariadb-data", target: "/var/lib/mysql" }]);
    expect(modelOf(lab).stacks[0]?.volumes).toMatchObject([{ class: "database" }]);
    expect(environment["MARIADB_AUTO_UPGRADE"]).toBe("1");
  });

  it("has root's password in a file that only the entrypoint reads", () => {
    expect(serviceOf(withDatabases().lab, "app/mariadb").secrets).toEqual([
      { secret: "APP_MARIADB_PASSWORD", target: "/run/secrets/mariadb-password", mode: "0400", uid: 0, gid: 0 },
    ]);
  });

  it("isolates transactions as Nextcloud requires, and leaves room beside the memory for what was read", () => {
    const lab = homelab();
    new MariaDB(new Stack(lab, "app"), "mariadb", { memory: 1024 });
    const { command, memLimit } = serviceOf(lab, "app/mariadb");
    expect(command).toEqual(["mariadbd", "--transaction-isolation=READ-COMMITTED", "--innodb-buffer-pool-size=1024M"]);
    expect(memLimit).toBe((1024 + 768) * 1024 * 1024);
  });

  it("makes databases by one service that runs once, whatever the order they are asked for in", () => {
    const [one, other] = [withDatabases("wiki", "blog"), withDatabases("blog", "wiki")];
    expect(JSON.stringify(modelOf(one.lab))).toBe(JSON.stringify(modelOf(other.lab)));
    const maker = serviceOf(one.lab, "app/mariadb/databases");
    expect(maker).toMatchObject({ oneShot: true, capAdd: [], user: "999:999", tmpfs: { "/var/lib/mysql": "size=1m" } });
    expect(maker.command?.slice(2)).toEqual(["blog", "wiki"]);
    expect(maker.environment["blog_PASSWORD_FILE"]).toBe("/run/secrets/mariadb-blog-password");
    expect(fileOf(one.lab, "app/mariadb/make-databases")).not.toMatch(/<APP_/);
  });

  it.each(["Wiki", "my-wiki", "w'iki", "root", "mysql", "sys", "healthcheck", "information_schema", "w".repeat(64)])(
    "refuses the name %j",
    (name) => {
      expect(build(withDatabases(name).lab).problems).toContainEqual(
        expect.objectContaining({ code: "HL078", message: expect.stringContaining(JSON.stringify(name)) }),
      );
    },
  );

  it("refuses a second consumer of one database", () => {
    expect(build(withDatabases("wiki", "wiki").lab).problems).toMatchObject([{ code: "HL001", exists: ["wiki"] }]);
  });
});
