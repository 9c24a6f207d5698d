import { createServer } from "node:net";
import type { Problem } from "../../core/problem.ts";
import type { HomelabModel, ServiceModel } from "../../model/index.ts";
import { dockerEndpoint } from "../../tools/docker.ts";

/**
 * The ports of this host that the homelab publishes and that somebody listens on already; those of the demo's own containers
 * are left out. An engine elsewhere cannot be asked: there Docker itself tells, in the midst of the `up`.
 */
export async function busyPorts(model: HomelabModel, own: readonly string[]): Promise<Problem[]> {
  const local = (await dockerEndpoint()).startsWith("unix:");
  if (!local) return [];
  const services = model.stacks.flatMap((stack) => stack.services).filter((one) => !own.includes(one.containerName));
  const found = services.flatMap((service) => service.ports.map((port) => busy(service, port)));
  return (await Promise.all(found)).filter((problem) => problem !== undefined);
}

async function busy(
  { path }: ServiceModel,
  { published, hostIp, protocol }: ServiceModel["ports"][number],
): Promise<Problem | undefined> {
  if (protocol !== "tcp" || published === undefined || !(await isTaken(published, hostIp))) return undefined;
  return {
    code: "HL763",
    level: "error",
    path,
    message: `the port ${published} of this host is taken by another program`,
    fix: "stop that one, or give the service another `hostPort` in stacks/homelab.ts",
  };
}

function isTaken(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}
