import { givenName, type HomelabModel, type ServiceModel, type StackModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { servicesOf } from "../walk.ts";

export const replicas: Check = {
  code: "HL058",
  level: "error",
  title: "Several containers for what only one can have",
  why: "A name, a port of the host, a fixed address or a namespace that another joins is that of one container: of several, one gets it and the others cannot start. What waits for a service of no containers waits for ever.",
  fix: "leave out `replicas`, or what only one can have: an ingress reaches all of them by the service's name",
  reference: "Compose: `container_name` and `scale`; Docker: `port is already allocated`",
  *find(model) {
    for (const { stack, service } of servicesOf(model)) {
      if (service.replicas === undefined) continue;
      for (const what of conflictsOf(service, stack, model)) {
        yield { path: service.path, message: `it has ${service.replicas} replicas, and ${what}` };
      }
    }
  },
};

function* conflictsOf(service: ServiceModel, stack: StackModel, model: HomelabModel): Generator<string> {
  const { key, replicas = 1, ports, networks, oneShot } = service;
  if (givenName(service, stack) !== undefined) yield "a `containerName`";
  for (const { published } of ports) if (published !== undefined) yield `publishes the host's port ${published}`;
  for (const { ipv4Address, ipv6Address } of networks) {
    const address = ipv4Address ?? ipv6Address;
    if (address !== undefined) yield `the address ${address}`;
  }
  if (oneShot) yield "is a task that runs once";
  for (const other of stack.services) {
    const joined = [other.networkMode, other.pid, other.ipc].some(
      (mode) => typeof mode === "object" && mode.service === key,
    );
    if (joined) yield `"${other.path}" joins a namespace of it`;
  }
  if (replicas > 0) return;
  for (const { service: other } of servicesOf(model)) {
    const waits = other.dependsOn.some((one) => one.stack === stack.name && one.service === key);
    if (waits) yield `"${other.path}" waits for it`;
  }
}
