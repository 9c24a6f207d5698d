import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// Two sets of what only one container may hold: a volume and a folder that are written to, host ports, a fixed address in a
// subnet of its own, a device. Who has them leaves word where somebody else has one of them at the same time.

/** Which service has which set of things; the stack and the network's id. */
export interface Row {
  readonly stack: string;
  readonly lan: string;
  readonly sets: Readonly<Record<string, readonly (1 | 2)[]>>;
}

/** A homelab of two stacks, in the first of which the sets' volumes were made. */
export class HandedSets {
  readonly stacks: readonly [string, string];
  readonly image: string;
  /** Of the host; has the folder of each set. */
  readonly folder: string;
  readonly #ports: number;
  readonly #subnet: string;

  private constructor(name: string, ports: number, subnet: string, image: string, folder: string) {
    this.stacks = [`${name}-${process.pid}-a`, `${name}-${process.pid}-b`];
    [this.#ports, this.#subnet, this.image, this.folder] = [ports, subnet, image, folder];
  }

  /**
   * @param ports the host port of set n is this and n
   * @param subnet the first three numbers of its addresses, outside of Docker's own pools: other tests' networks are in these
   */
  static async create(name: string, ports: number, subnet: string): Promise<HandedSets> {
    const folder = await mkdtemp(join(tmpdir(), `${name}-`));
    for (const n of [1, 2]) await mkdir(join(folder, String(n)));
    return new HandedSets(name, ports, subnet, await busybox(), folder);
  }

  definition({ stack, lan, sets }: Row): string {
    const [a, b] = this.stacks;
    const services = Object.entries(sets).map(
      ([id, all]) => `
new Service(stack, ${JSON.stringify(id)}, {
  image: ${JSON.stringify(this.image)},
  command: ${JSON.stringify(probe(all))},
  stopGracePeriod: "3s",
  volumes: [${all.map((n) => `{ volume: v${n}, target: "/data${n}" }, { bind: "${this.folder}/${n}", target: "/bind${n}" }`)}],
  ports: [${all.flatMap((n) => this.#portsOf(n))}],
  ${all.length === 0 ? "" : `networks: [{ network: lan, ipv4Address: "${this.#subnet}.${10 + Math.min(...all)}" }],`}
  devices: [${all.map((n) => `{ source: "/dev/${n === 1 ? "zero" : "full"}", target: "/dev/set${n}" }`)}],
});`,
    );
    const [first = ""] = Object.keys(sets);
    const moved = stack === b ? [1, 2].map((n) => `lab.moved("${a}/v${n}", "${b}/v${n}");`) : [];
    return `
import { Homelab, Network, Service, Stack, Volume } from "homelab-stacks";

const lab = new Homelab(${JSON.stringify(this.homelab)});
const stack = new Stack(lab, ${JSON.stringify(stack)});
const lan = new Network(stack, ${JSON.stringify(lan)}, { ipam: [{ subnet: "${this.#subnet}.0/24", gateway: "${this.#subnet}.1" }] });
const v1 = new Volume(stack, "v1", { class: "database" });
const v2 = new Volume(stack, "v2", { class: "data" });
${services.join("\n")}
// Its container's name stays, whatever the service is called.
new Service(stack, "named-${first}", { image: ${JSON.stringify(this.image)}, command: ["sleep", "36000"], stopGracePeriod: "1s", containerName: ${JSON.stringify(this.named)} });
${moved.join("\n")}
export default lab;
`;
  }

  /** The homelab's name: that of each container begins with it. */
  get homelab(): string {
    return this.stacks[0].slice(0, -2);
  }

  /** The name of the container that changes its service. */
  get named(): string {
    return `${this.stacks[0]}-named`;
  }

  #portsOf(n: number): string[] {
    const port = `target: ${8000 + n}, published: ${this.#ports + n}, hostIp: "${n === 1 ? "0.0.0.0" : "127.0.0.1"}"`;
    return [`{ ${port} }`, `{ ${port}, protocol: "udp" }`];
  }

  /** By the number of a set, the container that has it. */
  holders({ stack, sets }: Row): Map<number, string> {
    return new Map(Object.entries(sets).flatMap(([id, all]) => all.map((n) => [n, `${stack}-${id}-1`] as const)));
  }

  /** All containers of a row, sorted. */
  containers({ stack, sets }: Row): string[] {
    return [this.named, ...Object.keys(sets).map((id) => `${stack}-${id}-1`)].sort();
  }

  /** What the holders wrote: `twice` where a set was had by two at a time. */
  async logs(): Promise<string> {
    const [a] = this.stacks;
    const files = await Promise.all([1, 2].map((n) => readFile(join(this.folder, `${n}/log`), "utf8")));
    const volumes = [1, 2].flatMap((n) => ["--volume", `${a}_v${n}:/${n}`]);
    const inVolumes = await engine.docker(["run", "--rm", ...volumes, this.image, "cat", "/1/log", "/2/log"]);
    return files.join("") + inVolumes;
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** Fails to get the lock of a volume or folder which another one still has, and leaves word of it. */
export function probe(sets: readonly number[]): string[] {
  const places = sets.flatMap((set) => [`/data${set}`, `/bind${set}`]);
  const lock = places.map((at) => `mkdir ${at}/lock || echo twice >> ${at}/log; echo start >> ${at}/log`).join("; ");
  const free = places.map((at) => `rmdir ${at}/lock`).join("; ");
  return ["sh", "-c", `trap '${free || "true"}; exit 0' TERM; ${lock || "true"}; while :; do sleep 0.1; done`];
}
