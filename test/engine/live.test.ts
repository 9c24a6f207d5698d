import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// `homelab up` on a terminal, which util-linux' script(1) gives it.
const command = fileURLToPath(new URL("../../bin/homelab.js", import.meta.url));
const stack = "live-app";
const [web, task] = [`${stack}-web-1`, `${stack}-task-1`];
const own = { PULUMI_CONFIG_PASSPHRASE: "only for this test", TERM: "xterm-256color", CI: "", NO_COLOR: "" };
let project: PulumiProject;
let image: string;

function definition({ greeting = "one", healthy = true } = {}): string {
  return `
import { Homelab, Service, Stack } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const stack = new Stack(new Homelab("live"), ${JSON.stringify(stack)});
const task = new Service(stack, "task", { image, command: ["sleep", "2"], oneShot: true });
new Service(stack, "web", {
  image,
  command: ["httpd", "-f", "-p", "8080"],
  environment: { GREETING: ${JSON.stringify(greeting)} },
  healthcheck: { test: ["CMD", "${healthy}"], interval: "2s", timeout: "1s", retries: 3 },
  stopGracePeriod: "2s",
  dependsOn: [task],
});

export default stack.node.root;
`;
}

interface Screen {
  readonly code: number;
  /** All that was written, escapes included. */
  readonly written: string;
  /** Every line that ever stood there, in order. */
  readonly lines: readonly string[];
}

interface OnTerminal {
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed, each as soon as some text is there. */
  readonly types?: readonly { readonly at: string; readonly keys: string }[];
}

/** `homelab <args>` on a terminal of 30 lines. */
async function onTerminal(args: string, { env: more = {}, types = [] }: OnTerminal = {}): Promise<Screen> {
  const line = `stty rows 30 cols 100; exec ${JSON.stringify(process.execPath)} ${JSON.stringify(command)} ${args}`;
  const env = { ...process.env, ...own, XDG_CONFIG_HOME: join(project.root, ".config"), ...more };
  const options = { cwd: project.root, env };
  const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], options);
  const ended = once(child, "close");
  let written = "";
  const left = [...types];
  child.stdout.on("data", (chunk: Buffer) => {
    written += chunk.toString();
    const [next] = left;
    if (next === undefined || !written.includes(next.at)) return;
    left.shift();
    child.stdin.write(next.keys);
  });
  const [code] = (await ended) as [number];
  const text = written.replace(/\u001b\[[\d;?]*[A-Za-z]/g, "");
  // A line that was drawn over begins behind its last carriage return.
  const lines = text.split("\r\n").map((line) => line.slice(line.lastIndexOf("\r") + 1));
  return { code, written, lines: lines.filter((one) => one !== "") };
}

/** The states of a container, each once, without what counts up. */
function states({ lines }: Screen, container: string): string[] {
  const own = lines.filter((line) => line.startsWith(container));
  const all = own.map((line) =>
    line
      .slice(container.length)
      .trim()
      .replace(/ \d+ s( of at most \d+ s)?$/, ""),
  );
  return all.filter((state, index) => state !== all[index - 1]);
}

const ctrlC = "\u0003";
const showsCursor = /\u001b\[\?25h[^\u001b]*$/;

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(), [stack]);
});

afterAll(() => project?.dispose());

describe("homelab up on a terminal", () => {
  it("shows each container in each of its states, and ends with a line for each", async () => {
    const screen = await onTerminal("up --yes");
    expect(screen.code).toBe(0);
    expect(states(screen, task)).toEqual(
      expect.arrayContaining(["creating", "starting", "at its task", "created, its task done after"]),
    );
    const passed = states(screen, web);
    const order = ["creating", "starting", "waiting for healthy", "created, healthy after"];
    expect(order.filter((state) => passed.includes(state))).toEqual(order);
    expect(order.map((state) => passed.indexOf(state))).toEqual(
      order.map((state) => passed.indexOf(state)).sort((a, b) => a - b),
    );
    expect(screen.lines.slice(-4)).toEqual([
      expect.stringMatching(/^network live-app_default +created/),
      expect.stringMatching(/^live-app-task-1 +created, its task done after \d+ s$/),
      expect.stringMatching(/^live-app-web-1 +created, healthy after \d+ s$/),
      "the homelab is up",
    ]);
    expect(screen.written).toMatch(showsCursor);
    expect(screen.written).toContain("\u001b[34m");
  });

  it("shows no colour with NO_COLOR, and the old container stopping", async () => {
    await project.define(definition({ greeting: "two" }));
    const screen = await onTerminal("up --yes", { env: { NO_COLOR: "1" } });
    expect(screen.code).toBe(0);
    expect(states(screen, web)).toEqual(
      expect.arrayContaining(["stopping", "waiting for healthy", "replaced, healthy after"]),
    );
    expect(screen.written).not.toMatch(/\u001b\[[\d;]*m/);
  });

  it("tells it line by line in CI", async () => {
    await project.define(definition({ greeting: "three" }));
    const screen = await onTerminal("up --yes", { env: { CI: "true" } });
    const changes = screen.lines.filter((line) => !/^homelab up: at work for \d+ s$/.test(line));
    expect(changes).toEqual([`replacing container ${web}`, `replaced container ${web}`, "the homelab is up"]);
    expect(screen.written).not.toContain("\u001b[?25l");
  });

  it("ends at a clean point after Ctrl-C, and leaves the cursor as it was", async () => {
    await project.define(definition({ greeting: "four", healthy: false }));
    const screen = await onTerminal("up --yes", { types: [{ at: "waiting for healthy", keys: ctrlC }] });
    expect([screen.code, screen.lines.join("\n")]).toEqual([1, expect.stringContaining("HL748")]);
    expect(screen.lines.filter((line) => line.startsWith(web)).at(-1)).toMatch(/not done$/);
    expect(screen.written).toMatch(showsCursor);
  });

  it("ends at once at the second Ctrl-C, and the next run fixes what is left", async () => {
    await project.define(definition({ greeting: "five", healthy: false }));
    const types = ["waiting for healthy", "once more: at once"].map((at) => ({ at, keys: ctrlC }));
    const screen = await onTerminal("up --yes", { types });
    expect(screen.code).toBe(130);
    expect(screen.written).toMatch(showsCursor);
    await project.define(definition({ greeting: "five" }));
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(web)).State.Health?.Status).toBe("healthy");
  });
});
