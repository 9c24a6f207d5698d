import { config, host, idle, label, over, type ServiceTable, variable } from "./edits.ts";

const health = { test: ["CMD", "true"], interval: "1s", timeout: "9s", retries: 9 } as const;

const healthSeen = { Test: ["CMD", "true"], Interval: 1e9, Timeout: 9e9, Retries: 9 };

const nothingTwice = ["replaced", "replaced", "nothing"] as const;

function none(): Promise<string> {
  return Promise.resolve("");
}

const dependsOnCompose = {
  does: "nothing",
  why: "its hash leaves the start order out; as a label it is of the container, and the provider replaces for any label",
} as const;

/** What runs in a container, and how it begins, is watched and ends. */
export const processEdits = {
  image: [
    over(
      ({ Config }) => (Config.Image.startsWith("edits.test/") ? "second" : "first"),
      [({ images }) => images[0], "first"],
      [({ images }) => images[1], "second"],
    ),
  ],
  command: [
    over(
      { with: { entrypoint: [...idle, "sh"] }, look: config("Cmd") },
      [undefined, null],
      [["a"], ["a"]],
      [["b"], ["b"]],
      [undefined, null],
    ),
  ],
  entrypoint: [
    over(
      { with: { command: idle }, look: config("Entrypoint") },
      [undefined, null],
      [["env"], ["env"]],
      [
        ["env", "-u", "A"],
        ["env", "-u", "A"],
      ],
      [undefined, null],
    ),
    over(
      { with: { command: idle }, look: ({ Config }) => Config["Entrypoint"] ?? [] },
      [["env"], ["env"]],
      [[], []],
      [
        ["env", "-u", "A"],
        ["env", "-u", "A"],
      ],
    ),
  ],
  environment: [
    over(variable("A"), [undefined, undefined], [{ A: "1" }, "1"], [{ A: "2" }, "2"], [undefined, undefined]),
    over(
      { look: (container) => String(variable("A")(container, none)).length, does: "nothing" },
      [({ secret }) => ({ A: secret({ length: 20 }) }), 20],
      // What was generated once is kept.
      [({ secret }) => ({ A: secret({ length: 30 }) }), 20],
      [({ secret }) => ({ A: secret({ length: 30, alphabet: "hex" }) }), 20],
      [({ secret }) => ({ A: secret({ issuedBy: "somebody" }) }), 20],
    ),
  ],
  workingDir: [over(config("WorkingDir"), [undefined, "/"], ["/bin", "/bin"], ["/etc", "/etc"], [undefined, "/"])],
  user: [over(config("User"), [undefined, ""], ["1000", "1000"], ["1000:1001", "1000:1001"], [undefined, ""])],
  groupAdd: [
    over(
      ({ HostConfig }) => (HostConfig["GroupAdd"] as string[] | null)?.sort() ?? null,
      [undefined, null],
      [["44"], ["44"]],
      [
        ["44", "45"],
        ["44", "45"],
      ],
      [undefined, null],
    ),
  ],
  healthcheck: [
    over(
      config("Healthcheck"),
      [undefined, undefined],
      [health, healthSeen],
      [
        { ...health, test: ["CMD-SHELL", "true"] },
        { ...healthSeen, Test: ["CMD-SHELL", "true"] },
      ],
      [undefined, undefined],
    ),
    over(
      config("Healthcheck"),
      [health, healthSeen],
      [
        { ...health, interval: "2s" },
        { ...healthSeen, Interval: 2e9 },
      ],
      [
        { ...health, interval: "2s", timeout: "8s" },
        { ...healthSeen, Interval: 2e9, Timeout: 8e9 },
      ],
      ["none", { Test: ["NONE"] }],
    ),
    over(
      config("Healthcheck"),
      [health, healthSeen],
      [
        { ...health, retries: 8 },
        { ...healthSeen, Retries: 8 },
      ],
      [
        { ...health, retries: 8, startPeriod: "1m30s" },
        { ...healthSeen, Retries: 8, StartPeriod: 90e9 },
      ],
      [
        { ...health, retries: 8, startPeriod: "1m30s", startInterval: "1s" },
        { ...healthSeen, Retries: 8, StartPeriod: 90e9, StartInterval: 1e9 },
      ],
    ),
    over(
      {
        with: ({ images }) => ({ image: images[1] }),
        look: ({ Config }) => (Config["Healthcheck"] as { readonly Test: readonly string[] }).Test,
      },
      ["image", ["CMD", "sh", "-c", "true"]],
      [health, ["CMD", "true"]],
      ["none", ["NONE"]],
      [undefined, ["CMD", "sh", "-c", "true"]],
    ),
  ],
  dependsOn: [
    over(
      { look: label("com.docker.compose.depends_on"), compose: dependsOnCompose },
      [undefined, ""],
      [({ peers }) => [{ service: peers[0], condition: "service_started" }], "peer:service_started:false"],
      [({ peers }) => [peers[0]], "peer:service_healthy:false"],
      [({ peers }) => [peers[1]], "other:service_healthy:false"],
    ),
    over(
      { look: label("com.docker.compose.depends_on"), compose: dependsOnCompose },
      [({ peers }) => [peers[0]], "peer:service_healthy:false"],
      [({ peers }) => [{ service: peers[0], restart: true }], "peer:service_healthy:true"],
      [undefined, ""],
    ),
    over(
      { look: label("com.docker.compose.depends_on"), does: "nothing" },
      [({ peers }) => [peers[0]], "peer:service_healthy:false"],
      [({ peers }) => [{ service: peers[0], required: false }], "peer:service_healthy:false"],
    ),
  ],
  restart: [
    over(
      host("RestartPolicy"),
      [undefined, { Name: "unless-stopped", MaximumRetryCount: 0 }],
      ["always", { Name: "always", MaximumRetryCount: 0 }],
      ["on-failure:3", { Name: "on-failure", MaximumRetryCount: 3 }],
      [undefined, { Name: "unless-stopped", MaximumRetryCount: 0 }],
    ),
  ],
  oneShot: [
    over(
      {
        // It ends at its first start, and stays up at every other.
        with: {
          restart: "no",
          command: ["sh", "-c", `[ -e /again ] && exec ${idle.join(" ").replace(" -c ", " -c '")}'; touch /again`],
        },
        look: ({ State }) => State.Status,
        does: "in place",
        because: [["it ended with code 0"], ["its being a task"]],
        compose: { does: "nothing", why: "for Compose it is what depends on a service that makes it a task" },
      },
      [true, "exited"],
      [false, "running"],
      [true, "running"],
    ),
  ],
  stopGracePeriod: [over(config("StopTimeout"), [undefined, 10], ["2s", 2], ["3s", 3], [undefined, 10])],
  stopSignal: [
    over(
      config("StopSignal"),
      [undefined, undefined],
      ["SIGINT", "SIGINT"],
      ["SIGTERM", "SIGTERM"],
      [undefined, undefined],
    ),
  ],
  init: [
    over(
      { look: host("Init"), does: nothingTwice },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  tty: [
    over(
      { look: config("Tty"), does: nothingTwice },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  stdinOpen: [
    over(
      { look: config("OpenStdin"), does: nothingTwice },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  labels: [
    over(
      label("note"),
      [undefined, undefined],
      [{ note: "one" }, "one"],
      [{ note: "two" }, "two"],
      [undefined, undefined],
    ),
  ],
  logging: [
    over(
      host("LogConfig"),
      [undefined, { Type: "local", Config: { "max-size": "10m", "max-file": "3" } }],
      [
        { driver: "json-file", options: { "max-size": "1m" } },
        { Type: "json-file", Config: { "max-size": "1m" } },
      ],
      [
        { driver: "json-file", options: { "max-size": "2m" } },
        { Type: "json-file", Config: { "max-size": "2m" } },
      ],
      ["daemon", { Type: "json-file", Config: {} }],
    ),
  ],
} satisfies Partial<ServiceTable>;
