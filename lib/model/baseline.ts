import { type Baseline, Homelab, type Logging, type Service, Stack } from "../core/index.ts";
import { sortedBy } from "./names.ts";
import { propsOf } from "./read.ts";

/** What a service has that says nothing of it. */
export interface Defaults {
  readonly hostIp: string;
  readonly restart?: string;
  readonly stopGracePeriod?: string;
  readonly init?: boolean;
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly logging: Logging | "daemon";
  readonly timezone?: string | undefined;
}

/** Docker's own, by leaving out what Docker then decides. */
const leftToDocker: Defaults = { hostIp: "", capDrop: [], securityOpt: [], logging: "daemon" };

function hardened(service: Service, oneShot: boolean): Defaults {
  const { timezone, logging } = propsOf(Homelab.of(service));
  return {
    hostIp: "127.0.0.1",
    restart: oneShot ? "no" : "unless-stopped",
    stopGracePeriod: "10s",
    init: false,
    capDrop: ["ALL"],
    securityOpt: ["no-new-privileges:true"],
    logging: logging ?? { driver: "local", options: { "max-size": "10m", "max-file": "3" } },
    timezone,
  };
}

/** What holds for all that a service does not say: the nearest that says so. */
export function baselineOf(service: Service): Baseline {
  const places = [service, Stack.of(service), Homelab.of(service)];
  return places.map((one) => propsOf<typeof one>(one).baseline).find((one) => one !== undefined) ?? "hardened";
}

/** What a service has of what it does not say. */
export function defaultsOf(service: Service): Defaults {
  return baselineOf(service) === "docker" ? leftToDocker : hardened(service, propsOf(service).oneShot ?? false);
}

/** The order of a list whose order means nothing to the container. */
export type Ordered = <T>(items: Iterable<T>, key: (item: T) => string) => T[];

/** What Docker's defaults are left to stays as it was written, too: the order is a part of what Compose tells changes by. */
export function orderOf(baseline: Baseline): Ordered {
  return baseline === "docker" ? (items) => [...items] : sortedBy;
}
