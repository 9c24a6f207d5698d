import { createSocket } from "node:dgram";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { hostname } from "node:os";
import type { Problem } from "../core/problem.ts";
import type { HomelabModel, PortModel } from "../model/index.ts";
import { collide, describe, holdingsOf, portClaim } from "./claims.ts";
import type { Docker } from "./docker.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * HL754 for each host port of the homelab's that no container holds and that a process of the host listens on. It is tried
 * by listening there for a moment, so only where the engine runs on this very machine; elsewhere Docker itself reports it.
 */
export async function portsOfProcesses(model: HomelabModel, snapshot: Snapshot, docker: Docker): Promise<Problem[]> {
  const held = snapshot.containers
    .filter(({ State }) => State.Running)
    .flatMap((container) => holdingsOf(container, snapshot))
    .filter(({ kind }) => kind === "port");
  const isFree = (port: PortModel) => {
    const claim = portClaim(port);
    return claim !== undefined && !held.some((one) => collide(one, claim));
  };
  const services = model.stacks.flatMap((stack) => stack.services);
  const free = services.flatMap((service) => service.ports.filter(isFree).map((port) => ({ service, port })));
  if (free.length === 0 || !(await isThisMachine(docker))) return [];
  const problems: Problem[] = [];
  for (const { service, port } of free) {
    const claim = portClaim(port);
    if (claim === undefined || !(await isTaken(port))) continue;
    const who = (await listener(port)) ?? "another process";
    problems.push({
      code: "HL754",
      level: "error",
      path: service.path,
      message: `${service.containerName} needs ${describe(claim)}, and ${who} listens on it; nothing was changed`,
      fix: "end that process, or publish another port; then run it again",
    });
  }
  return problems;
}

/** Not one in a virtual machine (Docker Desktop) or one that is reached from inside a container: those have names of their own. */
async function isThisMachine(docker: Docker): Promise<boolean> {
  const { code, stdout } = await docker.run(["info", "--format", "{{.Name}}"], { timeout: 30_000 });
  return code === 0 && stdout.trim() === hostname();
}

function isTaken({ protocol, hostIp, published: port = 0 }: PortModel): Promise<boolean> {
  const address = hostIp === "" ? "0.0.0.0" : hostIp;
  const isInUse = (error: NodeJS.ErrnoException) => error.code === "EADDRINUSE";
  return new Promise((resolve) => {
    if (protocol === "udp") {
      const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(isInUse(error)));
      socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(false)));
    } else {
      const server = createServer();
      server.once("error", (error: NodeJS.ErrnoException) => resolve(isInUse(error)));
      server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(false)));
    }
  });
}

/** The process that listens on a port, by proc(5): `nginx (process 4711)`. Nothing where this user may not see it. */
async function listener({ protocol, published }: PortModel): Promise<string | undefined> {
  const inodes = new Set<string>();
  for (const table of [protocol, `${protocol}6`]) {
    const lines = (await readFile(`/proc/net/${table}`, "utf8").catch(() => "")).split("\n").slice(1);
    for (const line of lines) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.split(":")[1] ?? "", 16);
      // 0A: a TCP socket that listens; a UDP socket has no such state.
      if (port === published && (protocol === "udp" || state === "0A")) inodes.add(`socket:[${inode}]`);
    }
  }
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of inodes.size === 0 ? [] : pids) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (!inodes.has(await readlink(`/proc/${pid}/fd/${fd}`).catch(() => ""))) continue;
      const name = (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).trim();
      return `${name} (process ${pid})`;
    }
  }
  return undefined;
}
