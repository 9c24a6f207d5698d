import { isIPv6, SocketAddress } from "node:net";
import type { HomelabModel, PortModel } from "../model/index.ts";
import { servicesOf } from "./walk.ts";

/** A port of the host that something listens on. */
export interface TakenPort {
  /** The path of the service that listens. */
  readonly path: string;
  /** The host's address in its shortest spelling, or `*`: every address of both families. */
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** Every port of the host that the definition is known to take: published ones, and those of services on its network. */
export function* hostPortsOf(model: HomelabModel): Generator<TakenPort> {
  for (const { service } of servicesOf(model)) {
    const { path } = service;
    if (service.networkMode === "host") {
      for (const { port, protocol } of service.endpoints) {
        yield { path, address: "*", port, protocol: protocol === "udp" ? "udp" : "tcp" };
      }
      continue;
    }
    for (const { hostIp, published, protocol } of service.ports) {
      if (published === undefined) continue;
      yield { path, address: hostIp === "" ? "*" : shortest(hostIp), port: published, protocol };
    }
  }
}

/** A published port in words: `port 8080 of 127.0.0.1`. */
export function spellPort({ published, hostIp }: PortModel): string {
  const address = hostIp === "" ? "every address of the host" : hostIp;
  return `${published === undefined ? "a free port" : `port ${published}`} of ${address}`;
}

/** Whether two addresses can be listened on by one socket each: not if they are equal or one stands for the other. */
export function addressesOverlap(a: string, b: string): boolean {
  return a === b || includes(a, b) || includes(b, a);
}

function includes(wide: string, narrow: string): boolean {
  if (wide === "*") return true;
  if (wide === "0.0.0.0") return !narrow.includes(":");
  return wide === "::" && narrow.includes(":");
}

function shortest(address: string): string {
  return isIPv6(address) ? new SocketAddress({ address, family: "ipv6" }).address : address;
}
