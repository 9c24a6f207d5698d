import { createHash } from "node:crypto";
import { Forgejo, MariaDB, Nextcloud, Postgres, type Stack } from "homelab-stacks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Rendered } from "./rendered.ts";
import { describeStandIns } from "./standins.ts";

// Nextcloud and Forgejo, each on MariaDB and on PostgreSQL: what the apps' own queries find there.

let lab: Rendered;

/** 32 bytes, as Forgejo wants its keys. */
const secret = (name: string) => createHash("sha256").update(name).digest("base64url");

const define = (stack: Stack): void => {
  for (const [id, server] of [
    ["mariadb", new MariaDB(stack, "mariadb")],
    ["postgres", new Postgres(stack, "postgres")],
  ] as const) {
    new Nextcloud(stack, `cloud-${id}`, { database: server.database("cloud") });
    new Forgejo(stack, `git-${id}`, { database: server.database("git") });
  }
};

const seen = async (service: string, port: number) => {
  const answer = await lab.exec(service, ["curl", "-fsS", `http://localhost:${port}/standin`]);
  return JSON.parse(answer) as { readonly database: { readonly user: string; readonly version: string } };
};

beforeAll(async () => {
  lab = await Rendered.open("two-databases-test");
});

afterAll(() => lab?.close());

describeStandIns("an app on either database", () => {
  it("comes up there", () => lab.up(define, secret));

  it.each([
    ["mariadb", /MariaDB/],
    ["postgres", /^17\./],
  ] as const)("asks %s, in a database of its own", async (id, version) => {
    const [cloud, git] = [await seen(`cloud-${id}`, 80), await seen(`git-${id}`, 3000)];
    const own = { version: expect.stringMatching(version) };
    expect(cloud.database).toMatchObject({ ...own, name: "cloud", user: expect.stringMatching(/^cloud/), users: 1 });
    expect(git.database).toMatchObject({ ...own, name: "git", user: expect.stringMatching(/^git/), starts: 1 });
  });
});
