import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyPair } from "../secrets/project.ts";
import { project, twoStacks } from "./project.ts";

test("the key in HOMELAB_AGE_KEY opens the store, and reaches neither docker nor the editor nor the definition", async () => {
  const lab = await project(
    `${twoStacks}\nif (process.env["HOMELAB_AGE_KEY"] !== undefined) throw new Error("it is there");`,
  );
  const { key } = await keyPair();
  // Each writes down what it is given.
  const spy = `#!/bin/sh\nenv > "$(dirname "$0")/$(basename "$0").env"\nexit 0\n`;
  for (const name of ["docker", "editor"]) {
    await writeFile(join(lab.dir, name), spy);
    await chmod(join(lab.dir, name), 0o755);
  }
  const env = {
    ...{ HOMELAB_AGE_KEY: key, PULUMI_CONFIG_PASSPHRASE: key, PULUMI_ACCESS_TOKEN: key },
    ...{ PATH: `${lab.dir}:${process.env["PATH"]}`, EDITOR: join(lab.dir, "editor"), MARK: "seen" },
  };
  expect((await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t", env })).code).toBe(0);
  expect((await lab.run(["secrets", "show", "EDGE_TOKEN"], { env })).stdout).toBe("t");
  await lab.run(["secrets", "edit"], { env });
  await lab.run(["status"], { env });
  for (const name of ["docker", "editor"]) {
    const given = await lab.read(`${name}.env`);
    expect(given).toContain("MARK=seen");
    expect(given).not.toContain(key);
  }
});
