import { MariaDB, type Stack } from "homelab-stacks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ExecError } from "../../lib/system/exec.ts";
import { Rendered } from "./rendered.ts";

let lab: Rendered;

const define = (stack: Stack) => {
  const server = new MariaDB(stack, "db");
  // Their names differ where a pattern of names has any character.
  for (const name of ["a_b", "axb"]) server.database(name);
};
const hostile = (name: string) => `${name} \\ ' " \` $x %`;

beforeAll(async () => {
  lab = await Rendered.open("mariadb-test");
  await lab.up(define, hostile);
});

afterAll(() => lab?.close());

const passwordOf = (name: string, value = hostile) => value(`MARIADB_TEST_DB_${name.toUpperCase()}_PASSWORD`);

function sql(user: string, password: string, database: string, statement: string): Promise<string> {
  const client = ["mariadb", "-h", "127.0.0.1", "-u", user, "-N", "-D", database, "-e", statement];
  return lab.exec("db", client, { MYSQL_PWD: password });
}

it("gives each consumer a database of its own, whatever the password is made of", async () => {
  await sql("a_b", passwordOf("a_b"), "a_b", "create table kept (id int); insert into kept values (7)");
  expect(await sql("a_b", passwordOf("a_b"), "a_b", "select id from kept")).toBe("7\n");
  expect(await sql("a_b", passwordOf("a_b"), "a_b", "select @@transaction_isolation")).toBe("READ-COMMITTED\n");
  await expect(sql("a_b", passwordOf("a_b"), "axb", "select 1")).rejects.toThrow("Access denied");
  await expect(sql("axb", passwordOf("axb"), "a_b", "select 1")).rejects.toThrow("Access denied");
  await expect(sql("a_b", "a guess", "a_b", "select 1")).rejects.toBeInstanceOf(ExecError);
});

it("runs as its own user", async () => {
  expect(await lab.exec("db", ["stat", "-c", "%u", "/proc/1"])).toBe("999\n");
});

it("sets a consumer's new password, and keeps its data", async () => {
  const rotated = (name: string) => (name.endsWith("A_B_PASSWORD") ? "new \\'password" : hostile(name));
  await lab.up(define, rotated);
  expect(await sql("a_b", passwordOf("a_b", rotated), "a_b", "select id from kept")).toBe("7\n");
  await expect(sql("a_b", passwordOf("a_b"), "a_b", "select 1")).rejects.toThrow("Access denied");
});
