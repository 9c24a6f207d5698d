import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns } from "./standins.ts";

// What `up` says at its end is how things are: what does not run is a failure, and all that has nothing to do with it is done.
const id = `truth-${process.pid}`;
const [main, side] = [`${id}-main`, `${id}-side`];
let project: PulumiProject;
let image: string;

/** The services of a run, by the text of their properties. */
function definition(services: Readonly<Record<string, string>>): string {
  const lines = Object.entries(services).map(([path, properties]) => {
    const [stack = "", key = ""] = path.split("/");
    return `const ${key} = new Service(${stack}, ${JSON.stringify(key)}, { ...run, ${properties} });`;
  });
  return `
import { Homelab, Service, Stack, Volume } from "homelab-stacks";

const lab = new Homelab(${JSON.stringify(id)});
const [main, side] = [new Stack(lab, ${JSON.stringify(main)}), new Stack(lab, ${JSON.stringify(side)})];
const run = { image: ${JSON.stringify(image)}, command: ["sleep", "3600"], stopGracePeriod: "1s" };
${lines.join("\n")}
export default lab;
`;
}

const stepDown = `mkdir -p /etc; echo abc:x:911:911::/:/bin/sh > /etc/passwd; echo abc:x:911: > /etc/group
chown abc:abc /config; exec su abc -c "touch /config/mine && exec sleep 3600"`;

const stepsDown = `command: ["sh", "-c", ${JSON.stringify(stepDown)}],
    volumes: [{ volume: new Volume(side, "config", { class: "config" }), target: "/config" }]`;
const stepsDownFreely = `${stepsDown}, capAdd: ["CHOWN", "SETUID", "SETGID"]`;

const sound = {
  "main/good": 'environment: { ROUND: "1" }',
  "main/good2": "dependsOn: [good]",
  "side/bad": "",
};

const broken = {
  ...sound,
  "main/good": 'environment: { ROUND: "2" }',
  // A program of which the image knows nothing, in a folder that is a file.
  "side/bad": 'workingDir: "/bin/busybox"',
  "side/nothing": 'command: ["no-such-program"]',
  // By one output: Docker reads the two apart from each other, and dates their lines in either order.
  "side/loop": 'command: ["sh", "-c", "echo first >&2; chown 1000 /bin || exit 1; sleep 3600"]',
  // As many images do: its files are given to a user, as whom it then goes on.
  "side/lsio": stepsDown,
  "side/sick": `command: ["sh", "-c", "echo no database >&2; exit 3"],
    healthcheck: { test: ["CMD", "true"], interval: "1m", timeout: "5s", retries: 5 }`,
  "side/after": "dependsOn: [sick]",
  "side/without": 'dependsOn: [{ service: sick, condition: "service_healthy", required: false }]',
  "side/ended": 'command: ["true"], restart: "no"',
  "side/task": 'command: ["sh", "-c", "echo no rows; exit 4"], oneShot: true',
  "side/slow": 'command: ["sleep", "20"], oneShot: true',
};

/** How a container is, by the name of its service: `running`, `created`; nothing where there is none. */
async function stateOf(stack: string, service: string): Promise<string | undefined> {
  const found = await engine.inspect(`${stack}-${service}-1`).catch(() => undefined);
  return found?.State.Status;
}

beforeAll(async () => {
  image = await busybox();
  // As long as users have it watched: under load, what fails at once takes a second to.
  project = await PulumiProject.create(definition(sound), [main, side], { HOMELAB_WATCH: "5s" });
  await project.homelab(["up", "--yes"]);
});

afterAll(() => project?.dispose());

describe("an up of which a part fails", () => {
  let said: string;
  let seconds: number;

  beforeAll(async () => {
    await project.define(definition(broken));
    const begun = Date.now();
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    seconds = (Date.now() - begun) / 1000;
    said = stderr;
    expect(`${code} ${stderr}`).toMatch(/^1 /);
  });

  it("ends long before the time that a healthcheck may take", () => {
    expect(seconds).toBeLessThan(120);
  });

  it.each([
    [
      "loop",
      /HL770 .*the container \S+-loop-1 exits with code 1 each time.*its log ends: first chown: .*capAdd: \["CHOWN"\]/,
    ],
    ["sick", /HL770 .*the container \S+-sick-1 exits with code 3 each time.*its log ends: no database fix:/],
    ["lsio", /HL770 .*the container \S+-lsio-1 exits with code 1 each time.*capAdd: \["CHOWN", "SETUID", "SETGID"\]/],
    ["ended", /HL770 .*the container \S+-ended-1 exited with code 0 fix:.*`oneShot: true`/],
    ["task", /HL772 .*the task \S+-task-1 failed with code 4 its log ends: no rows fix:/],
    [
      "nothing",
      /HL742 .*the container \S+-nothing-1 cannot start: exec: "no-such-program": executable file not found in \$PATH fix: the image has no program no-such-program/,
    ],
    [
      "bad",
      /HL742 .*the container \S+-bad-1 cannot start: Cannot mkdir: \/bin\/busybox is not a directory fix: .*`workingDir`/,
    ],
    ["bad, gone meanwhile", /HL773 .*the container \S+-bad-1 was removed and is not back/],
  ])("names what does not run, with why and what to do: %s", (_, expected) => {
    expect(said.replace(/\s+/g, " ")).toMatch(expected);
  });

  it("names a task that is waited for", () => {
    expect(said.split("\n")).toContain(
      `waiting for the task ${side}-slow-1 to end; Ctrl-C ends the wait, not the task`,
    );
  });

  it("says it in plain lines, each once", () => {
    expect(said).not.toMatch(/urn:|\\u\{|\.go:|provider=|rpc error|occurred/);
    expect(said.match(/chown: \/bin/g)).toHaveLength(1);
    expect(said.match(/no database/g)).toHaveLength(1);
    expect(said.match(/error HL\d+ .*nothing/g)).toHaveLength(1);
  });

  it("does all that has nothing to do with it, and starts nothing that waits for what failed", async () => {
    const { Config, State } = await engine.inspect(`${main}-good-1`);
    expect([State.Status, Config.Env]).toEqual(["running", expect.arrayContaining(["ROUND=2"])]);
    expect(await stateOf(main, "good2")).toBe("running");
    expect(await stateOf(side, "after")).toBeUndefined();
    expect(await stateOf(side, "without")).toBe("running");
  });

  it("is a failure by a plain `pulumi up` too, in the same words", async () => {
    const { code, stdout } = await project.tryPulumi(["up", "--yes", "--skip-preview"]);
    expect(code).not.toBe(0);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toMatch(/HL770 .*-loop-1 exits with code 1 each time.*capAdd: \["CHOWN"\]/);
    expect(text).toMatch(/HL770 .*-sick-1 exits with code 3/);
    expect(text).not.toContain("dist/");
  });

  it("is over once the cause is fixed", async () => {
    await project.define(
      definition({
        ...sound,
        "main/good": 'environment: { ROUND: "2" }',
        "side/loop": 'command: ["sh", "-c", "chown 1000 /bin || exit 1; sleep 3600"], capAdd: ["CHOWN"]',
        "side/lsio": stepsDownFreely,
      }),
    );
    await project.homelab(["up", "--yes"]);
    expect(await stateOf(side, "bad")).toBe("running");
    expect(await stateOf(side, "loop")).toBe("running");
    expect(await engine.exec(`${side}-lsio-1`, ["stat", "-c", "%u", "/config/mine"])).toBe("911\n");
    expect(JSON.parse(await project.homelab(["preview", "--json"]))).toMatchObject({ changes: [] });
  });

  it("leaves a task running where it is killed, and the next one takes it over", async () => {
    const task = 'command: ["sleep", "60"], oneShot: true';
    await project.define(definition({ ...sound, "side/lsio": stepsDownFreely, "side/work": task }));
    const run = project.start(["up", "--yes"]);
    await waitFor(async () => (await stateOf(side, "work")) === "running", 180_000);
    const holder = await project.lockHolder();
    run.child.kill("SIGKILL");
    if (holder !== undefined) process.kill(holder, "SIGKILL");
    await run.ended;
    const { Id } = await engine.inspect(`${side}-work-1`);
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${side}-work-1`)).Id).toBe(Id);
    expect(JSON.parse(await project.homelab(["preview", "--json"]))).toMatchObject({ changes: [] });
  });
});

describe("an up whose images are not to be had", () => {
  const started = async () => (await engine.inspect(`${side}-bad-1`)).State.StartedAt;
  const nowhere = "127.0.0.1:1/nowhere:1";

  it.each([
    [
      "never pulled",
      `image: "${nowhere}", pullPolicy: "never"`,
      /HL742 .*is not on the host, and its pullPolicy is "never" fix:/,
    ],
    [
      "always pulled, from a registry that does not answer",
      `image: "${nowhere}", pullPolicy: "always"`,
      /HL742 .*fix:/,
    ],
  ])("stops before anything is touched: %s", async (_, properties, expected) => {
    const before = await started();
    await project.define(definition({ ...sound, "side/lsio": stepsDownFreely, "side/bad": properties }));
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect([code, stderr.replace(/\s+/g, " ")]).toEqual([1, expect.stringMatching(expected)]);
    expect(await started()).toBe(before);
  });
});

describe("an app that was rendered in a version after the one that runs", () => {
  const nextcloud = (major: number) => `docker.io/library/nextcloud:${major}.99.0-apache`;
  const majors = [31, 32, 33];
  const define = (major: number) =>
    project.define(
      definition({
        ...sound,
        "side/lsio": stepsDownFreely,
        "side/bad": `image: ${JSON.stringify(nextcloud(major))}, pullPolicy: "never",
          volumes: [{ volume: new Volume(side, "cloud", { class: "data" }), target: "/var/www/html" }]`,
      }),
    );

  beforeAll(async () => {
    for (const major of majors) await engine.docker(["tag", image, nextcloud(major)]);
  });

  afterAll(() => engine.docker(["image", "rm", "--force", ...majors.map(nextcloud)]));

  it("is not taken past that one: what counts is the version that has the data", async () => {
    await define(31);
    await project.homelab(["up", "--yes"]);
    await define(32);
    await project.homelab(["render"]);
    await define(33);
    for (const verb of [["preview"], ["up", "--yes"]]) {
      const { code, stderr } = await project.tryHomelab(verb);
      expect([code, stderr.replace(/\s+/g, " ")]).toEqual([
        1,
        expect.stringMatching(/HL137 .*is of docker\.io\/library\/nextcloud:31\.99\.0-apache, and now .* 33\.99/),
      ]);
    }
    expect((await engine.inspect(`${side}-bad-1`)).Config.Image).toBe(nextcloud(31));
    // Rendered by mistake, and taken back.
    await project.homelab(["render"]);
    await define(32);
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${side}-bad-1`)).Config.Image).toBe(nextcloud(32));
    await project.define(definition({ ...sound, "side/lsio": stepsDownFreely }));
    await project.homelab(["forget", `${side}/cloud`, "--yes"]);
  });
});

describeStandIns("an image that every up pulls", () => {
  const reference = `${engine.mirror}/homelab-tests/always:${process.pid}`;
  const push = (version: string) =>
    engine
      .docker(["build", "--tag", reference, "-"], { input: `FROM ${image}\nLABEL version=${version}\n` })
      .then(() => engine.docker(["push", "--quiet", reference]));
  const versionOf = async () => (await engine.inspect(`${side}-bad-1`)).Config.Labels["version"];

  afterAll(() => engine.docker(["image", "rm", "--force", reference]));

  it("replaces the container once there is another of its name, and not before", async () => {
    await push("1");
    const always = `image: ${JSON.stringify(reference)}, pullPolicy: "always"`;
    await project.define(definition({ ...sound, "side/lsio": stepsDownFreely, "side/bad": always }));
    await project.homelab(["up", "--yes"]);
    expect(await versionOf()).toBe("1");
    expect(JSON.parse(await project.homelab(["preview", "--json"]))).toMatchObject({ changes: [] });
    const { Id } = await engine.inspect(`${side}-bad-1`);
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${side}-bad-1`)).Id).toBe(Id);
    await push("2");
    await engine.docker(["tag", image, reference]);
    await project.homelab(["up", "--yes"]);
    expect(await versionOf()).toBe("2");
  });
});
