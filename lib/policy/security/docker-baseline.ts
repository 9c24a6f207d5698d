import type { ServiceModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

/** One finding a service, for all that a hardened one has: it was left to Docker on purpose. */
export const dockerBaseline: Check = {
  code: "HL143",
  level: "warning",
  title: "A service that is left to Docker's defaults",
  why: "With the baseline `docker` it has what was written and no more: Docker gives it 14 capabilities, lets it gain privileges, keeps its logs without end, and does not start it again after a crash or a reboot.",
  fix: 'set what it lacks, one after the other, or `baseline: "hardened"` and `capAdd` with what its image needs; or acknowledge it',
  reference: "OWASP Docker Security Cheat Sheet rules 3 and 4; CIS Docker Benchmark 5.4, 5.15 and 5.26",
  covers: ["CL-0003", "CL-0006", "CL-0014"],
  find: perService(function* (service) {
    const lacks = service.baseline === "docker" ? [...lackOf(service)] : [];
    if (lacks.length > 0) yield `it is left to Docker, and lacks ${lacks.join(", ")}`;
  }),
};

function* lackOf({ privileged, capDrop, securityOpt, logging, restart, oneShot }: ServiceModel): Generator<string> {
  if (!privileged && !capDrop.includes("ALL")) yield '`capDrop: ["ALL"]`';
  if (!privileged && !securityOpt.some((option) => option.startsWith("no-new-privileges")))
    yield '`securityOpt: ["no-new-privileges:true"]`';
  if (logging === undefined) yield "rotated logs (`logging`)";
  if (restart === undefined && !oneShot) yield '`restart: "unless-stopped"`';
}
