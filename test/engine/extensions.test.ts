import { Postgres, type Stack } from "homelab-stacks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { Rendered } from "./rendered.ts";
import { describeStandIns } from "./standins.ts";

// The extensions of a database, made by the server's administrator for a consumer who could not.

let lab: Rendered;

const define =
  (...extensions: readonly string[]) =>
  (stack: Stack): void => {
    const server = new Postgres(stack, "postgres", { vectors: true });
    server.database("pictures", { extensions });
    server.database("plain");
  };

const ask = (database: string, query: string): Promise<string> =>
  lab.exec("postgres", ["psql", "-U", "postgres", "-d", database, "-Atc", query]);

const extensionsOf = async (database: string): Promise<string[]> =>
  (await ask(database, "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"))
    .split("\n")
    .slice(0, -1);

beforeAll(async () => {
  lab = await Rendered.open("extensions-test");
});

afterAll(() => lab?.close());

describeStandIns("the extensions of a PostgreSQL database", () => {
  it("are there with what they need, in that database alone", async () => {
    await lab.up(define("vchord", "earthdistance"), (name) => name.toLowerCase());
    expect(await extensionsOf("pictures")).toEqual(["cube", "earthdistance", "vchord", "vector"]);
    expect(await extensionsOf("plain")).toEqual([]);
    const owner = "SET ROLE pictures; CREATE TABLE seen (what vector(3)); SELECT count(*) FROM seen";
    expect(await ask("pictures", owner)).toContain("0\n");
  });

  it("come to a database that is there already, and stay where they are asked for no more", async () => {
    await lab.up(define("unaccent"), (name) => name.toLowerCase());
    expect(await extensionsOf("pictures")).toEqual(["cube", "earthdistance", "unaccent", "vchord", "vector"]);
    expect((await engine.inspect(lab.container("postgres"))).State.Health?.Status).toBe("healthy");
  });
});
