import { ConfigFile, Homelab, Network, Secret, Service, Stack, Volume } from "homelab-stacks";
import { type Edits, idle, type Outcome, type Parts, type ServiceTable } from "./edits.ts";
import { filesEdits } from "./edits-files.ts";
import { isolationEdits } from "./edits-isolation.ts";
import { limitsEdits } from "./edits-limits.ts";
import { placesEdits } from "./edits-places.ts";
import { processEdits } from "./edits-process.ts";
import { networkEdits, volumeEdits } from "./edits-stores.ts";

const serviceEdits: ServiceTable = {
  ...processEdits,
  ...placesEdits,
  ...filesEdits,
  ...limitsEdits,
  ...isolationEdits,
};

/** A row of a table: one property, of a service, network or volume of its own. */
export interface Row {
  readonly kind: "service" | "network" | "volume";
  readonly property: string;
  /** Unique among all: the service's, and that of its network or volume. */
  readonly id: string;
  readonly edits: Edits<unknown, object, never>;
}

export const rows: readonly Row[] = [
  ...rowsOf("service", serviceEdits),
  ...rowsOf("network", networkEdits),
  ...rowsOf("volume", volumeEdits),
];

function rowsOf(kind: Row["kind"], table: object): Row[] {
  return Object.entries(table as Record<string, readonly Row["edits"][]>).flatMap(([property, all]) =>
    all.map((edits, index) => {
      const suffix = index === 0 ? "" : `-${index + 1}`;
      const id = spelt(property, "-");
      return { kind, property, id: `${kind}-${id}${suffix}`, edits };
    }),
  );
}

/** How many states the longest row has. */
export const stages = Math.max(...rows.map(({ edits }) => edits.states.length));

/** A row's value at a stage, and what is then seen; past its last, it stays as it is. */
export function stateAt({ edits }: Row, stage: number): readonly [value: unknown, seen: unknown] {
  const [last] = edits.states.slice(-1);
  const state = edits.states[stage] ?? last;
  if (state === undefined) throw new Error("a row has no states");
  return state;
}

/** What the edit that leads to a stage does. */
export function outcomeAt({ kind, edits }: Row, stage: number): Outcome {
  if (edits.states[stage] === undefined) return "nothing";
  const { does = kind === "volume" ? "nothing" : "replaced" } = edits;
  return typeof does === "string" ? does : (does[stage - 1] ?? "nothing");
}

/** What the same edit does to the container by Compose, which takes a network from under its containers without them. */
export function byComposeAt(row: Row, stage: number): Outcome {
  const outcome = outcomeAt(row, stage);
  if (outcome === "nothing") return outcome;
  return row.edits.compose?.does ?? (row.kind === "network" ? "in place" : outcome);
}

/** What preview names as the reason of that edit. */
export function reasonAt({ property, edits: { because } }: Row, stage: number): readonly string[] {
  const [one] = because?.slice(stage - 1) ?? [];
  if (Array.isArray(one)) return one as readonly string[];
  return (because as readonly string[] | undefined) ?? [spelt(property, "_")];
}

function spelt(property: string, separator: string): string {
  return property.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
}

export interface Settings {
  readonly name: string;
  readonly images: readonly [string, string];
}

/** All rows as one homelab of one stack, each with the value that it has at a stage. */
export function homelabAt(stage: number, { name, images }: Settings): Homelab {
  const lab = new Homelab(name);
  for (const code of accepted) lab.acknowledge(code, "every property is used here once");
  const stack = new Stack(lab, name);
  const health = { test: ["CMD", "true"], interval: "1s", retries: 60 } as const;
  const volumes = [new Volume(stack, "one", { class: "data" }), new Volume(stack, "two", { class: "data" })] as const;
  const mounted = volumes.map((volume, index) => ({ volume, target: `/data-${index}` }));
  const ipam = [
    { subnet: "10.214.1.0/24", gateway: "10.214.1.1" },
    { subnet: "fd00:214:1::/64", gateway: "fd00:214:1::1" },
  ];
  const side = new Network(stack, "side", { enableIpv6: true, ipam });
  const base = { image: images[0], command: idle };
  const peer = (id: string) =>
    new Service(stack, id, {
      ...base,
      healthcheck: health,
      ipc: "shareable",
      volumes: mounted,
      networks: [stack.defaultNetwork, side],
    });
  const peers = [peer("peer"), peer("other")] as const;
  // What is only known to the definition and its checks: it concerns no container.
  const [code, reason] = [stage % 2 === 0 ? "HL110" : "HL111", `reason ${stage}`];
  peers[0].acknowledge(code, reason);
  peers[0].web(8080 + stage, {
    name: `web-${stage}`,
    auth: stage % 2 === 0 ? "own" : "none",
    trustsIdentityHeaders: stage % 2 === 1,
    protocol: stage % 2 === 0 ? "http" : "https",
  });
  stack.acknowledge(code, reason);
  volumes[stage % 2 === 0 ? 0 : 1].acknowledge(code, reason);
  for (const row of rows) {
    const { id, property, edits, kind } = row;
    let made: Secret | undefined;
    const secret: Parts["secret"] = (options) => {
      const { issuedBy, ...how } = options ?? {};
      made ??=
        issuedBy === undefined
          ? Secret.generated(stack, `${id}-secret`, how)
          : Secret.provided(stack, `${id}-secret`, { description: issuedBy });
      return made;
    };
    const parts: Parts = {
      images,
      peers,
      volumes,
      side,
      file: (props) => new ConfigFile(stack, `${id}-file`, { target: "/edited", content: { text: "text" }, ...props }),
      secret,
      secretFile: (options) => secret().file({ target: "/edited", ...options }),
    };
    const [given] = stateAt(row, stage);
    const value = typeof given === "function" ? (given as (parts: Parts) => unknown)(parts) : given;
    const fixed = typeof edits.with === "function" ? edits.with(parts) : edits.with;
    const props = { ...fixed, ...(value !== undefined && { [property]: value }) };
    const common = property === "command" ? { image: images[0] } : base;
    if (kind === "service") new Service(stack, id, { ...common, ...props });
    if (kind === "network") new Service(stack, id, { ...base, networks: [new Network(stack, `${id}-of`, props)] });
    if (kind === "volume") {
      const volume = new Volume(stack, `${id}-of`, { class: "data", ...props });
      new Service(stack, id, { ...base, volumes: [{ volume, target: "/data" }] });
    }
  }
  return lab;
}

const accepted = ["HL101", "HL108"];
