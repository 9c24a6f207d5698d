import { readdir, readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyPair } from "../secrets/project.ts";
import { busybox } from "./busybox.ts";
import { PulumiProject } from "./pulumi-project.ts";

// The key in HOMELAB_AGE_KEY reaches the definition's program, which Pulumi starts, and no process's environment on the way.

const stack = "hands-key";
let project: PulumiProject;
let key = "";

beforeAll(async () => {
  ({ key } = await keyPair());
  project = await PulumiProject.create(
    `import { Homelab, Secret, Service, Stack } from "homelab-stacks";
const stack = new Stack(new Homelab("handskey"), ${JSON.stringify(stack)});
new Service(stack, "app", {
  image: ${JSON.stringify(await busybox())},
  command: ["sh", "-c", "test -s $A_FILE && sleep 3600"],
  environment: { A_FILE: Secret.generated(stack, "a").file() },
  stopGracePeriod: "1s",
});
export default stack.node.root;
`,
    [stack],
    { HOMELAB_AGE_KEY: key },
  );
});

afterAll(() => project?.dispose());

it("an `up` applies the secrets, and only the command itself was ever given the key", async () => {
  const run = project.start(["up", "--yes"]);
  const given = new Map<number, string>();
  let seen = 0;
  let ended: number | null | undefined;
  run.ended.then((code) => {
    ended = code;
  });
  while (ended === undefined) {
    for (const pid of (await readdir("/proc")).map(Number).filter((one) => one > 0)) {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      // Of this run: its key's socket is named by nobody else's.
      if (environment.includes("/homelab-key-") && pid !== run.child.pid) seen += 1;
      if (environment.includes(key) && pid !== run.child.pid) {
        given.set(pid, await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
      }
    }
    await setTimeout(50);
  }
  expect(ended, run.said).toBe(0);
  expect(seen).toBeGreaterThan(0);
  expect([...given.values()]).toEqual([]);
  expect([...(await project.containers()).keys()]).toHaveLength(1);
});
