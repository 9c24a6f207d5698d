// The whole homelab of stacks/examples/06-whole: how it comes up by Pulumi and by Compose, and how what is done every day grows from the
// eight containers of 05-media to its forty. Prints ratios; seconds are the machine's.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { provideImages } from "../lib/demo/images.ts";
import { publicRegistryAnswers } from "../lib/demo/public-registry.ts";
import { ensureRegistry } from "../lib/demo/registry.ts";
import { build } from "../lib/model/index.ts";
import { exec } from "../lib/system/exec.ts";
import { withLock } from "../lib/system/lock.ts";
import { buildCompose } from "../lib/tools/compose.ts";
import { pulumiTools } from "../lib/tools/pulumi-home.ts";
import { engine } from "../test/engine/engine.ts";
import { exampleOf, onThisHost, tunnelToken, vpnKey } from "../test/engine/example-project.ts";
import { BenchProject, median, timed } from "./bench-homelab.ts";

const rounds = 3;

/** What is measured of one example, in seconds. */
interface Measured {
  readonly containers: number;
  readonly check: number;
  readonly render: number;
  readonly preview: number;
  readonly edit: number;
  readonly composeEdit: number;
}

const progress = (line: string) => process.stderr.write(`${line}\n`);

class Bench {
  readonly #example: ReturnType<typeof exampleOf>;
  readonly #compose: Awaited<ReturnType<typeof buildCompose>>;
  readonly #media: string;
  readonly #project: BenchProject;
  readonly #mirror: string | undefined;

  private constructor(
    example: ReturnType<typeof exampleOf>,
    project: BenchProject,
    compose: Awaited<ReturnType<typeof buildCompose>>,
    media: string,
    mirror: string | undefined,
  ) {
    this.#example = example;
    this.#project = project;
    this.#compose = compose;
    this.#media = media;
    this.#mirror = mirror;
  }

  static async open(name: string): Promise<Bench> {
    const { env } = await pulumiTools({ onProgress: progress });
    const example = exampleOf(name);
    const project = await BenchProject.ours(env);
    const mirror = (await publicRegistryAnswers()) ? undefined : await ensureRegistry();
    const media = await mkdtemp(join(tmpdir(), "bench-media-"));
    const bench = new Bench(example, project, await buildCompose(), media, mirror);
    await bench.clear();
    await bench.#write();
    const secrets = bench.#model.stacks.flatMap(({ secrets: all }) => all.map(({ name: one }) => one));
    for (const [end, value] of [
      ["TUNNEL_TOKEN", tunnelToken],
      ["VPN_PRIVATE_KEY", vpnKey],
    ] as const) {
      const secret = secrets.find((one) => one.endsWith(end));
      if (secret !== undefined) await project.homelab(["secrets", "set", secret], value);
    }
    await project.pulumi("stack", "init", example.homelab.name);
    if (mirror !== undefined) {
      const images = bench.#model.stacks.flatMap(({ services }) => services.map(({ image }) => image));
      await provideImages([...new Set(images)], mirror);
      await project.pulumi("config", "set", "mirror", mirror);
    }
    return bench;
  }

  get #model() {
    return build(this.#example.homelab).model;
  }

  /** Each after those whose networks it uses. */
  get #stacks(): readonly string[] {
    const [left, order, made] = [[...this.#model.stacks], [] as string[], new Set<string>()];
    while (left.length > 0) {
      const next = left.findIndex(({ networks }) =>
        networks.every(({ external, name }) => !external || made.has(name)),
      );
      for (const { name, networks } of left.splice(Math.max(next, 0), 1)) {
        order.push(name);
        for (const network of networks) made.add(network.name);
      }
    }
    return order;
  }

  /** The definition, with other memory for one app of it where that is given. */
  async #write(memory?: string): Promise<void> {
    const folder = dirname(this.#example.file);
    await mkdir(join(this.#project.root, "stacks"), { recursive: true });
    for (const file of (await readdir(folder)).filter((one) => one.endsWith(".ts"))) {
      const text = onThisHost(await readFile(join(folder, file), "utf8"), this.#media);
      const route = 'tunnel.route("watch"';
      const edit = memory === undefined ? route : `jellyfin.service.override({ memLimit: "${memory}" });\n${route}`;
      await writeFile(join(this.#project.root, "stacks", file), text.replace(route, edit));
    }
  }

  async clear(): Promise<void> {
    await engine.cleanup(this.#stacks.toReversed());
  }

  async close(): Promise<void> {
    await this.clear();
    await this.#project.remove();
    await rm(this.#media, { recursive: true, force: true });
  }

  render(): Promise<string> {
    const mirror = this.#mirror === undefined ? [] : ["--mirror", this.#mirror];
    return this.#project.homelab(["render", "--secrets", ...mirror]);
  }

  async composeUp(...flags: readonly string[]): Promise<void> {
    for (const stack of this.#stacks) {
      const args = [...this.#compose.args, "--ansi", "never", "up", "--detach", ...flags];
      await exec(this.#compose.command, args, { cwd: join(this.#project.root, "compose", stack), timeout: 900_000 });
    }
  }

  up(): Promise<string> {
    return this.#project.homelab(["up", "--yes"]);
  }

  /** What its containers and networks take: `docker stats` adds what the kernel keeps for each. */
  async taken(): Promise<{ readonly containers: number; readonly networks: number; readonly megabytes: number }> {
    const filters = this.#stacks.map((name) => `label=com.docker.compose.project=${name}`);
    const list = async (kind: readonly string[]) => {
      const found = filters.map((filter) => engine.docker([...kind, "--quiet", "--filter", filter]));
      return (await Promise.all(found)).flatMap((text) => text.split("\n")).filter((line) => line !== "");
    };
    const [containers, networks] = [await list(["ps"]), await list(["network", "ls"])];
    const stats = await engine.docker(["stats", "--no-stream", "--format", "{{.MemUsage}}", ...containers]);
    const megabytes = stats.split("\n").reduce((sum, line) => sum + mebibytes(line.split(" / ")[0] ?? ""), 0);
    return { containers: containers.length, networks: networks.length, megabytes };
  }

  /** Of a homelab that is up, by Pulumi. */
  async everyDay(): Promise<Measured> {
    const all: Omit<Measured, "containers">[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const check = await timed(() => this.#project.homelab(["check"]));
      const render = await timed(() => this.render());
      const preview = await timed(() => this.#project.homelab(["preview", "--exit-code"]));
      await this.#write(`${3 + round}g`);
      const edit = await timed(() => this.up());
      await this.#write(`${10 + round}g`);
      await this.render();
      const composeEdit = await timed(() => this.composeUp());
      await this.up();
      // What is first read from disk is not what is measured.
      if (round > 0) all.push({ check, render, preview, edit, composeEdit });
    }
    const middle = (name: keyof Omit<Measured, "containers">) => median(all.map((one) => one[name]));
    const { containers } = await this.taken();
    return {
      containers,
      check: middle("check"),
      render: middle("render"),
      preview: middle("preview"),
      edit: middle("edit"),
      composeEdit: middle("composeEdit"),
    };
  }
}

/** As `docker stats` writes it: `12.5MiB`, `1.2GiB`. */
function mebibytes(text: string): number {
  const [, number = "0", unit = "MiB"] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(number) * ({ B: 1 / 1024 ** 2, KiB: 1 / 1024, MiB: 1, GiB: 1024 }[unit] ?? 1);
}

async function withBench<T>(name: string, work: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = await Bench.open(name);
  try {
    return await work(bench);
  } finally {
    await bench.close();
  }
}

async function main(): Promise<void> {
  const small = await withBench("05-media", async (bench) => {
    await bench.render();
    await bench.up();
    return bench.everyDay();
  });
  const large = await withBench("06-whole", async (bench) => {
    await bench.render();
    const byCompose = await timed(() => bench.composeUp("--wait"));
    await bench.clear();
    const byUs = await timed(() => bench.up());
    const { containers, networks, megabytes } = await bench.taken();
    console.log(`06-whole: ${containers} containers, ${networks} networks, ${megabytes.toFixed(0)} MiB`);
    console.log(`  homelab up ${byUs.toFixed(0)} s, ${(byUs / byCompose).toFixed(2)} of docker compose up -d --wait`);
    return bench.everyDay();
  });
  console.log(`from ${small.containers} to ${large.containers} containers`);
  for (const name of ["check", "render", "preview", "edit"] as const) {
    const grown = (large[name] / small[name]).toFixed(2);
    console.log(`  ${name.padEnd(8)} ${small[name].toFixed(1)} s to ${large[name].toFixed(1)} s, ${grown} times`);
  }
  const of = ({ edit, composeEdit }: Measured) => (edit / composeEdit).toFixed(2);
  console.log(`  an edit by homelab up, of docker compose up -d: ${of(small)} and ${of(large)}`);
}

await withLock("engine-tests", main, { onProgress: progress });
