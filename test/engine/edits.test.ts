import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import type { Exec, Outcome } from "./edits.ts";
import { byComposeAt, outcomeAt, type Row, reasonAt, rows, stages, stateAt } from "./edits-homelab.ts";
import { allPlaces, editedPlaces } from "./edits-model.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Every property that a definition can give a service, a network, a volume or a file is edited once in each way that it
// can be: in one homelab, in which each row of the tables has a container of its own, all at once.

const name = `edits-${randomBytes(3).toString("hex")}`;
const secondImage = "edits.test/busybox:2";
const folders = ["/tmp/edits-one", "/tmp/edits-two"];
let images: readonly [string, string];
let project: PulumiProject;

function definition(stage: number): string {
  const path = fileURLToPath(new URL("edits-homelab.ts", import.meta.url));
  return `
import { homelabAt } from ${JSON.stringify(path)};
export default homelabAt(${stage}, ${JSON.stringify({ name, images })});
`;
}

beforeAll(async () => {
  const first = await busybox();
  await engine.docker(["build", "--tag", secondImage, "-"], {
    input: `FROM ${first}\nHEALTHCHECK --interval=1s CMD ["sh", "-c", "true"]\n`,
  });
  images = [first, secondImage];
  for (const folder of folders) await mkdir(folder, { recursive: true });
  project = await PulumiProject.create(definition(0), [name]);
});

afterAll(async () => {
  await project?.dispose();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  await engine.docker(["image", "rm", secondImage]);
});

/** The definition of a stage. What it has no more is forgotten: an edit makes a generated secret a provided one. */
async function defined(stage: number): Promise<void> {
  await project.define(definition(stage));
  await project.tryHomelab(["forget", "--vanished", "--yes"]);
}

const exec: Exec = (container, argv) => engine.exec(container, argv).catch(() => "");
const containerOf = ({ id }: Row) => `${name}-${id}-1`;

/** By the row's id, what each row comes to. */
async function each<T>(read: (row: Row) => T): Promise<Record<string, Awaited<T>>> {
  return Object.fromEntries(await Promise.all(rows.map(async (row) => [row.id, await read(row)] as const)));
}

/** What is seen of each row's container, network or volume. */
async function seen(): Promise<Record<string, unknown>> {
  const found = {
    service: await project.inspect("container"),
    network: await project.inspect("network"),
    volume: await project.inspect("volume"),
  };
  return each((row) => {
    const wanted = row.kind === "service" ? `/${containerOf(row)}` : `${name}_${row.id}-of`;
    const one = found[row.kind].find((each) => each["Name"] === wanted);
    return one === undefined ? "is not there" : row.edits.look(one as never, exec);
  });
}

/** The names of the containers whose ids differ. */
function made(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name);
}

/** The names of the containers that an edit makes anew. */
function replaced(stage: number, outcome: (row: Row) => Outcome = (row) => outcomeAt(row, stage)): string[] {
  return rows
    .filter((row) => outcome(row) === "replaced")
    .map(containerOf)
    .sort();
}

const steps = Array.from({ length: stages - 1 }, (_, index) => index + 1);

describe("the tables", () => {
  it("change everything that a model can say of a stack, but what makes it another thing", () => {
    const edited = [...editedPlaces()];
    const unedited = [...allPlaces()].filter((place) => !edited.some((one) => `${one}.`.startsWith(`${place}.`)));
    expect(unedited.filter((place) => !identity.some((of) => of.test(place)))).toEqual([]);
  });
});

/** Another name is another service, network, volume or file; another place of data is the names ledger's to refuse. */
const identity = [
  /(^|\.)(path|key|name|containerName)$/,
  /^(networks|volumes)\.(external|named)$/,
  // Another way to write it.
  /^services\.(mounts\.longSyntax|networks\.longSyntax|deploySyntax)$/,
  // What Swarm alone goes by: that it is hashed is tested in hash.test.ts.
  /^services\.swarm/,
  // Others of the same.
  /^services\.(replicas|number)$/,
  // The image that the ledger has on record, for the rules of upgrades.
  /^volumes\.formerImage$/,
  // Which settings it stands for, the others show.
  /^services\.baseline$/,
  /^(volumes\.bind|services\.mounts\.volume)$/,
  /^services\.(configs\.config|secrets\.secret|dependsOn\.stack)$/,
  // It takes a plugin.
  /^networks\.ipamDriver$/,
  // It takes a GPU.
  /^services\.gpus/,
  // It takes two images.
  /^services\.platform$/,
  // What the ledger goes by, where the secret is gone.
  /^secrets\.source\.disposable$/,
  // Which follow from the services' own.
  /^secrets\.(consumers|file|renewals\.service)$/,
];

describe("Compose", () => {
  let before: Map<string, string>;

  /** Containers need not run to be made anew, but a network is taken only from those that do. */
  async function applied(stage: number): Promise<Map<string, string>> {
    await defined(stage);
    await project.homelab(["render", "--secrets"]);
    const services = (wanted: boolean) =>
      rows.filter(({ kind }) => (kind === "network") === wanted).map(({ id }) => id);
    await project.compose(name, ["up", "--no-start", "peer", "other", ...services(false)]);
    await project.compose(name, ["up", "--detach", ...services(true)]);
    return await project.containers();
  }

  it("makes them all", async () => {
    before = await applied(0);
    expect(before.size).toBe(rows.length + 2);
  });

  it.each(steps)("makes anew, by edit %i, what Pulumi does", async (stage) => {
    const [was, is] = [before, await applied(stage)];
    before = is;
    expect(made(was, is)).toEqual(replaced(stage, (row) => byComposeAt(row, stage)));
  });

  it("leaves nothing behind", () => project.clear());
});

/** What a preview says of all but images: `action name`, and why; and what it warns of. */
async function preview(): Promise<{ changes: Record<string, readonly string[]>; warnings: readonly string[] }> {
  const said = JSON.parse(await project.homelab(["preview", "--json"])) as {
    readonly changes: readonly { action: string; kind: string; name: string; because: readonly string[] }[];
    readonly volumesTouched: readonly string[];
    readonly problems: readonly { code: string; message: string }[];
  };
  expect(said.volumesTouched).toEqual([]);
  const told = said.changes.filter(({ kind }) => kind !== "image");
  return {
    changes: Object.fromEntries(told.map(({ action, name, because }) => [`${action} ${name}`, because])),
    warnings: said.problems.map(({ code, message }) => `${code} ${message}`).sort(),
  };
}

/** The volumes that a definition would have otherwise, and that stay as they were made. */
function kept(stage: number): string[] {
  const fields = rows.flatMap((row) =>
    row.kind === "volume" ? reasonAt(row, stage).map((field) => [row.id, field]) : [],
  );
  return fields.map(([id, field]) => {
    const volume = `${name}_${id}-of`;
    return `HL752 the volume ${volume} stays as it was made: by the definition its ${field} would be another`;
  });
}

const verbs = { replaced: "replace", "in place": "update" } as const;

function announced(stage: number): Record<string, readonly string[]> {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const outcome = outcomeAt(row, stage);
      if (outcome === "nothing") return [];
      const because = reasonAt(row, stage);
      const change = [
        `${verbs[outcome]} ${containerOf(row)}`,
        row.kind === "service" ? because : ["networks"],
      ] as const;
      return row.kind === "service" ? [change] : [change, [`${verbs[outcome]} ${name}_${row.id}-of`, because] as const];
    }),
  );
}

async function since(kind: "container" | "volume", field: (one: never) => string): Promise<Record<string, string>> {
  const all = await project.inspect(kind);
  return Object.fromEntries(all.map((one) => [String(one["Name"]).replace("/", ""), field(one as never)]));
}

const volumes = () => since("volume", ({ CreatedAt }: { CreatedAt: string }) => CreatedAt);
const starts = () => since("container", ({ State }: { State: { StartedAt: string } }) => State.StartedAt);

describe("Pulumi", () => {
  let created: Record<string, string>;

  it("makes them all, as they are written", async () => {
    await defined(0);
    await project.homelab(["up", "--yes"]);
    expect(await seen()).toEqual(await each((row) => stateAt(row, 0)[1]));
    created = await volumes();
  });

  describe.each(steps)("by edit %i", (stage) => {
    it("is said to do what it then does, and why", async () => {
      await defined(stage);
      expect(await preview()).toEqual({ changes: announced(stage), warnings: kept(stage).sort() });
    });

    it("does that, and touches nothing else", async () => {
      const [ids, started] = [await project.containers(), await starts()];
      await project.homelab(["up", "--yes"]);
      const anew = made(ids, await project.containers());
      expect(anew).toEqual(replaced(stage));
      const changed = [...anew, ...rows.filter((row) => outcomeAt(row, stage) === "in place").map(containerOf)];
      const untouched = (all: Record<string, string>) => Object.entries(all).filter(([one]) => !changed.includes(one));
      expect(untouched(await starts())).toEqual(untouched(started));
      expect(await volumes()).toEqual(created);
    });

    it("shows it in `docker inspect`", async () => {
      expect(await seen()).toEqual(await each((row) => stateAt(row, stage)[1]));
    });
  });

  it("leaves nothing to do", async () => {
    await project.pulumi(["stack", "select", name]);
    await project.expectQuiet();
  });
});
