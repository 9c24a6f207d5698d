import { readFile, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { parseDotenv } from "../../lib/secrets/dotenv.ts";
import { findIdentity } from "../../lib/secrets/identity.ts";
import { openStore } from "../../lib/secrets/store.ts";
import { exec, tryExec } from "../../lib/system/exec.ts";
import { installPackages } from "../../lib/tools/apt.ts";
import { emptyProject, projectWith, stranger } from "./project.ts";

// The stock tool, Debian's package. Where it is neither present nor to be installed, these tests fail.
beforeAll(async () => {
  if ((await tryExec("age", ["--version"])).code !== 0) await installPackages(["age"]);
}, 600_000);

const values = {
  PASSWORD: "it's $5 \\",
  CERTIFICATE: "-----BEGIN-----\nä😀\n-----END-----\n",
  BIG: "x".repeat(65_536),
};

describe("the stock age", () => {
  test("opens our store, for each recipient", async () => {
    const project = await projectWith(values);
    const other = await stranger(project);
    await writeFile(project.recipientsFile, `${await readFile(project.recipientsFile, "utf8")}${other.recipient}\n`);
    const store = await project.open();
    await store.rekey();
    await store.save();
    for (const identity of [project.identityFile, other.env["HOMELAB_AGE_KEY_FILE"] ?? ""]) {
      const stdout = await exec("age", ["-d", "-i", identity, project.file]);
      expect(Object.fromEntries(parseDotenv(stdout, "age's output"))).toEqual(values);
      expect(stdout.replace(/^# Readable by: (age1\w+ ?){2}\n/m, "")).toBe(store.text());
    }
  });

  test("reads our recipients file, and makes a store that we open and write", async () => {
    const project = await projectWith({ OLD: "1" });
    const text = "# mine\nTOKEN=bare words # why\nPASSWORD='it\\'s $5'\n";
    for (const armor of [["-a"], []]) {
      const args = ["-e", ...armor, "-R", project.recipientsFile, "-o", project.file];
      await exec("age", args, { input: text });
      const store = await project.open();
      expect(store.names()).toEqual(["PASSWORD", "TOKEN"]);
      expect(store.get("PASSWORD")).toBe("it's $5");
      store.set("TOKEN", "new");
      await store.save();
      expect(await readFile(project.file, "utf8")).toMatch(/^-----BEGIN AGE/);
      const stdout = await exec("age", ["-d", "-i", project.identityFile, project.file]);
      expect(stdout).toContain("PASSWORD='it\\'s $5'\nTOKEN='new'\n");
    }
  });

  test("makes an identity that we use, and agrees on the public key of ours", async () => {
    const project = await emptyProject();
    const stdout = await exec("age-keygen", []);
    const env = { HOMELAB_AGE_KEY: stdout };
    const store = await openStore(project.dir, { env });
    store.set("A", "1");
    await store.save();
    expect((await openStore(project.dir, { env })).get("A")).toBe("1");

    const ours = await projectWith({});
    const store2 = await ours.open();
    store2.set("A", "1");
    await store2.save();
    const publicKey = await exec("age-keygen", ["-y", ours.identityFile]);
    expect([publicKey.trim()]).toEqual(await (await findIdentity(ours.env))?.recipients());
  });
});
