import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigFile, Homelab, Network, Service, type ServiceProps, Stack, Volume } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// An error of a check that cannot be acknowledged says that something would not run. Here an engine says whether it does.

const project = "homelab-premise";
let image: string;
let folder: string;

beforeAll(async () => {
  image = await busybox();
  await engine.cleanup([project]);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "premise-"));
});
afterEach(async () => {
  await engine.cleanup([project]);
  await rm(folder, { recursive: true });
});

type Define = (stack: Stack, service: (id: string, props?: Partial<ServiceProps>) => Service) => void;

const one =
  (props: Partial<ServiceProps>): Define =>
  (_, service) =>
    service("app", props);

const config =
  (props: Partial<ServiceProps>, owner: { readonly uid?: number } = {}): Define =>
  (stack, service) => {
    const file = new ConfigFile(stack, "conf", { target: "/etc/app.conf", content: { text: "x" }, ...owner });
    service("app", { ...props, configs: [file] });
  };

const ports =
  (one: string, other: string): Define =>
  (_, service) => {
    for (const [id, hostIp] of Object.entries({ one, other })) {
      service(id, { ports: [{ target: 80, published: 28471, hostIp }] });
    }
  };

const addressed =
  (ipv4Address: string, ...subnets: readonly string[]): Define =>
  (stack, service) => {
    for (const [index, net] of subnets.entries()) {
      const pool = { subnet: `10.213.${net}`, gateway: `10.213.${net.replace(/0\/\d+$/, "1")}` };
      const network = new Network(stack, `net${index}`, { ipam: [pool] });
      service(`app${index}`, { networks: [index === 0 ? { network, ipv4Address } : network] });
    }
  };

const beside =
  (props: Partial<ServiceProps>): Define =>
  (_, service) =>
    service("app", { networkMode: { service: service("vpn") }, ...props });

const mounted =
  (tmpfs: string): Define =>
  (stack, service) => {
    const volume = new Volume(stack, "data", { class: "cache" });
    service("app", { volumes: [{ volume, target: "/data" }], tmpfs: { [tmpfs]: "" } });
  };

const health = { test: ["CMD", "true"], interval: "1s" };
const awaited =
  (props: Partial<ServiceProps>): Define =>
  (_, service) =>
    service("app", { dependsOn: [{ service: service("db", props), condition: "service_healthy" }] });

const premises: readonly (readonly [code: string, what: string, refused: Define, taken: Define])[] = [
  ["HL013", "one port of overlapping addresses", ports("0.0.0.0", "127.0.0.1"), ports("127.0.0.1", "127.0.0.2")],
  ["HL014", "health that nobody checks", awaited({}), awaited({ healthcheck: health })],
  ["HL018", "a file copied into a read-only root", config({ readOnly: true }), config({})],
  ["HL020", "an owner of a file beside a user", config({ user: "33:33" }, { uid: 33 }), config({ user: "33:33" })],
  ["HL028", "a volume and a tmpfs at one place", mounted("/data"), mounted("/data/more")],
  ["HL036", "a hostname on another's network", beside({ hostname: "app" }), beside({})],
  ["HL037", "an address outside", addressed("10.213.9.9", "8.0/24"), addressed("10.213.8.9", "8.0/24")],
  [
    "HL038",
    "subnets that overlap",
    addressed("10.213.8.9", "8.0/24", "8.0/25"),
    addressed("10.213.8.9", "8.0/24", "9.0/24"),
  ],
  ["HL039", "a name for an address", one({ dns: "router" }), one({ dns: "192.168.1.2" })],
  ["HL041", "a hostname of 65 characters", one({ hostname: "a".repeat(65) }), one({ hostname: "a".repeat(64) })],
  ["HL043", "a capability that is none", one({ capAdd: ["NET_BIND"] }), one({ capAdd: ["NET_BIND_SERVICE"] })],
  [
    "HL044",
    "a reservation above the limit",
    one({ memLimit: "16m", memReservation: "32m" }),
    one({ memLimit: "32m", memReservation: "16m" }),
  ],
];

/** The codes of the checks' errors, and what `docker compose up` makes of the same definition. */
async function outcome(define: Define): Promise<{ readonly codes: readonly string[]; readonly up: string }> {
  const lab = new Homelab("premise");
  const stack = new Stack(lab, project);
  define(
    stack,
    (id, props = {}) => new Service(stack, id, { image, command: ["sleep", "300"], stopGracePeriod: "1s", ...props }),
  );
  const { model } = build(lab);
  const errors = runChecks(model, () => undefined).problems.filter(({ level }) => level === "error");
  const file = renderCompose(model, { layout: "project" }).find(({ path }) => path.endsWith("compose.yaml"));
  await writeFile(join(folder, "compose.yaml"), file?.content ?? "");
  const up = await engine.compose(folder, ["up", "--detach"]).then(
    () => "up",
    () => "refused",
  );
  return { codes: errors.map(({ code }) => code), up };
}

describe("what a check says would not run", () => {
  it.each(premises)("%s: %s does not, and its nearest neighbour does", async (code, _, refused, taken) => {
    expect(await outcome(refused)).toEqual({ codes: [code], up: "refused" });
    await engine.cleanup([project]);
    expect(await outcome(taken)).toEqual({ codes: [], up: "up" });
  });
});
