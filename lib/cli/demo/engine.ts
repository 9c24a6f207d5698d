import { type Problem, ProblemError } from "../../core/problem.ts";
import { demoLabel } from "../../demo/model.ts";
import { Docker } from "../../host/docker.ts";
import { allInstances, type HomelabModel } from "../../model/index.ts";
import { busyPorts } from "./ports.ts";

/** The demo is on the host that `docker` itself goes to. */
export const demoHost = new Docker();

/** What the demo has on the engine, by names. */
export interface DemoObjects {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

const lists = {
  containers: ["container", "ls", "--all", "--format", "{{.Names}}"],
  networks: ["network", "ls", "--format", "{{.Name}}"],
  volumes: ["volume", "ls", "--format", "{{.Name}}"],
} as const;

/** Everything on the engine that has the demo's label. */
export async function demoObjects(): Promise<DemoObjects> {
  const own = ["--filter", `label=${demoLabel}`];
  const [containers, networks, volumes] = await Promise.all([
    demoHost.lines([...lists.containers, ...own]),
    demoHost.lines([...lists.networks, ...own]),
    demoHost.lines([...lists.volumes, ...own]),
  ]);
  return { containers, networks, volumes };
}

/**
 * Refuses to begin where something of the same name, which the demo did not make, is on the engine, and where the demo could
 * not take back what it does.
 *
 * @throws ProblemError HL761 what is there by that name, HL762 a folder of the host or a volume of somebody else's,
 *   HL763 a port of this host that somebody listens on
 */
export async function refuseForeign(model: HomelabModel): Promise<void> {
  const own = await demoObjects();
  const wanted: DemoObjects = {
    containers: model.stacks.flatMap((stack) => allInstances(stack).map((one) => one.containerName)),
    networks: model.stacks.flatMap(({ networks }) => networks.filter((one) => !one.external).map((one) => one.name)),
    volumes: model.stacks.flatMap(({ volumes }) => volumes.map((one) => one.name)),
  };
  const problems = [...keptByHost(model), ...(await busyPorts(model, own.containers))];
  for (const kind of ["containers", "networks", "volumes"] as const) {
    const there = await demoHost.lines(lists[kind]);
    const foreign = wanted[kind].filter((name) => there.includes(name) && !own[kind].includes(name));
    problems.push(...foreign.map((name) => taken(kind.slice(0, -1), name)));
  }
  if (problems.length > 0) throw new ProblemError(problems, 1);
}

function keptByHost(model: HomelabModel): Problem[] {
  const volumes = model.stacks.flatMap((stack) =>
    stack.volumes.filter((one) => one.external || one.bind !== undefined),
  );
  return volumes.map(({ path, name, bind }) => ({
    code: "HL762",
    level: "error",
    path,
    message: `the demo leaves no trace, and ${bind === undefined ? `the volume ${name} is somebody else's` : `${bind} is a folder of the host`}`,
    fix: "bring this homelab up with `homelab up`; a demo needs volumes of its own",
  }));
}

function taken(kind: string, name: string): Problem {
  return {
    code: "HL761",
    level: "error",
    message: `there is a ${kind} ${name} on the engine already, which the demo did not make`,
    fix: "the demo touches nothing of yours: run it on another Docker host (DOCKER_HOST), or remove that one first",
  };
}

/** Removes the demo's containers, each with its anonymous volumes, and its networks. Data in named volumes stays. */
export async function removeContainers({ containers, networks }: DemoObjects): Promise<void> {
  if (containers.length > 0) await demoHost.ask(["container", "rm", "--force", "--volumes", ...containers]);
  if (networks.length > 0) await demoHost.ask(["network", "rm", ...networks]);
}

/** The anonymous volumes of these containers, which have no label to be known by once the container is another. */
export async function anonymousVolumes(containers: readonly string[]): Promise<string[]> {
  if (containers.length === 0) return [];
  const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}';
  const names = await demoHost.lines(["container", "inspect", "--format", format, ...containers]);
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name));
}

/** Of some volumes those that are there. */
export async function volumesThere(volumes: readonly string[]): Promise<string[]> {
  const there = await demoHost.lines(lists.volumes);
  return volumes.filter((name) => there.includes(name));
}

/** Removes the demo's volumes, but those that another's container uses by now. @returns these */
export async function removeVolumes(volumes: readonly string[]): Promise<string[]> {
  const used: string[] = [];
  for (const volume of volumes) {
    const users = await demoHost.lines([...lists.containers, "--filter", `volume=${volume}`]);
    if (users.length > 0) used.push(volume);
    else await demoHost.ask(["volume", "rm", volume]);
  }
  return used;
}

/** Removes images by name; one that a container uses is left. */
export async function removeImages(images: readonly string[]): Promise<void> {
  for (const image of images) await demoHost.run(["image", "rm", image]);
}

/** The names of all images on the engine. */
export function allImages(): Promise<string[]> {
  return demoHost.lines(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]);
}

/** Whether any container runs on the engine. */
export async function isInUse(): Promise<boolean> {
  return (await demoHost.lines(["container", "ls", "--format", "{{.Names}}"])).length > 0;
}
