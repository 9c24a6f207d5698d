import { afterAll, beforeAll, expect, it } from "vitest";
import { tryExec } from "../../lib/system/exec.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns } from "./standins.ts";

// A database server with data, whose code is renamed and moved: the data is found, and its passwords still fit.

const stacks = ["moved-pg-one", "moved-pg-two"] as const;
let project: PulumiProject;

function definition(stack: string, id: string, more = ""): string {
  return `
import { Homelab, Postgres, Stack } from "homelab-stacks";

const lab = new Homelab("moved-pg", { mirror: ${JSON.stringify(engine.mirror)} });
const server = new Postgres(new Stack(lab, ${JSON.stringify(stack)}), ${JSON.stringify(id)});
server.database("app");
server.service.override({ healthcheck: { test: ["CMD", "pg_isready", "-h", "127.0.0.1", "-U", "postgres"], interval: "1s", startPeriod: "60s" } });
${more}
export default lab;
`;
}

const passwords = ["MOVED_PG_ONE_DB_APP_PASSWORD", "MOVED_PG_ONE_DB_PASSWORD"] as const;

/** By name, every value of the store. */
async function values(): Promise<Record<string, string>> {
  const { secrets } = JSON.parse(await project.homelab(["secrets", "list", "--json"])) as {
    readonly secrets: readonly { readonly name: string }[];
  };
  const found: [string, string][] = [];
  for (const { name } of secrets) found.push([name, await project.homelab(["secrets", "show", name])]);
  return Object.fromEntries(found);
}

/** A statement as the role `app`, over the network: there the server asks for the password. */
async function sql(container: string, statement: string, password: string): Promise<string> {
  const shell = 'PGPASSWORD="$1" psql -h "$(hostname -i)" -U app -d app -tAc "$2"';
  return (await engine.exec(container, ["sh", "-c", shell, "sh", password, statement])).trim();
}

const rows = async (container: string, password: string) =>
  waitFor(() => sql(container, "select name from kept", password).catch(() => undefined));

describeStandIns("a PostgreSQL server that moves", () => {
  let before: Record<string, string>;

  beforeAll(async () => {
    project = await PulumiProject.create(definition(stacks[0], "db"), stacks);
    await project.homelab(["up", "--yes"]);
    before = await values();
    await sql("moved-pg-one-db-1", "create table kept (name text); insert into kept values ('a row')", app());
  });

  afterAll(() => project?.dispose());

  const app = () => before[passwords[0]] ?? "";

  it("stops without `moved`, with the one line that keeps data and passwords", async () => {
    await project.define(definition(stacks[0], "database"));
    for (const verb of [["check"], ["render"], ["preview"]]) {
      const { code, stdout, stderr } = await project.tryHomelab(verb);
      expect([code, stdout + stderr]).toEqual([2, expect.stringContaining("HL090")]);
      expect(stdout + stderr).toContain('lab.moved("moved-pg-one/db", "moved-pg-one/database")');
    }
    const { code, stdout } = await project.tryPulumi(["up", "--yes", "--skip-preview"]);
    expect([code === 0, stdout]).toEqual([false, expect.stringContaining("HL090")]);
  });

  it("is renamed by Pulumi: its row is there, its passwords fit, and no value changed", async () => {
    const move = 'lab.moved("moved-pg-one/db", "moved-pg-one/database");';
    await project.define(definition(stacks[0], "database", move));
    await project.homelab(["up", "--yes"]);
    expect(await rows("moved-pg-one-database-1", app())).toBe("a row");
    // The old server had ended before the new one opened the data.
    const { stdout, stderr } = await tryExec("docker", ["logs", "moved-pg-one-database-1"]);
    expect(stdout + stderr).toMatch(/database system was shut down at/);
    expect(stdout + stderr).not.toMatch(/not properly shut down|interrupted/);
    expect(await values()).toEqual(before);
    // The line may go, and an older clone's store still has the same names.
    await project.define(definition(stacks[0], "database"));
    expect((await project.tryHomelab(["preview", "--exit-code"])).code).toBe(0);
  });

  it("goes to another stack by Compose: the same", async () => {
    await project.homelab(["destroy", "--yes"]);
    const move = 'lab.moved("moved-pg-one", "moved-pg-two");';
    await project.define(
      definition(stacks[1], "server", `${move} lab.moved("moved-pg-two/database", "moved-pg-two/server");`),
    );
    await project.homelab(["render", "--secrets"]);
    await project.compose(stacks[1], ["up", "--detach"]);
    expect(await rows("moved-pg-two-server-1", app())).toBe("a row");
    expect(await values()).toEqual(before);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", "name=moved-pg-"])).toBe(
      "moved-pg-one_db-data\n",
    );
  });
});
