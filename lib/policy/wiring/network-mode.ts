import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const networkMode: Check = {
  code: "HL036",
  level: "error",
  title: "Network settings without a network of its own",
  why: "A container on the host's network or on none publishes nothing, and one on another container's has no name or resolver of its own to set: Docker discards the setting or refuses the container.",
  fix: "set it on the service whose network it is, or leave out `networkMode`",
  reference: "Docker: `conflicting options: … and the network mode`",
  find: perService(function* (service) {
    const { networkMode: mode } = service;
    if (mode === undefined || mode === "bridge") return;
    const where = typeof mode === "string" ? `networkMode "${mode}"` : `the network of "${mode.service}"`;
    if (service.ports.length > 0) yield `it has ${where}, and \`ports\``;
    if (typeof mode === "string" && !mode.startsWith("container:")) return;
    if (service.hostname !== undefined) yield `it has ${where}, and a \`hostname\``;
    if (service.dns.length > 0) yield `it has ${where}, and \`dns\``;
    if (Object.keys(service.extraHosts).length > 0) yield `it has ${where}, and \`extraHosts\``;
  }),
};
