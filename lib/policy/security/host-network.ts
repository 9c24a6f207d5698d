import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const hostNetwork: Check = {
  code: "HL107",
  level: "warning",
  title: "The host's network",
  why: "The container listens on every address of the host, reaches what listens on 127.0.0.1 there, and cannot be told apart from the host by a firewall. Discovery on the LAN and the host's own figures need it.",
  fix: "publish the port that is needed, or acknowledge it with what the app needs it for",
  reference: "CIS Docker Benchmark 5.10; OWASP Docker Security Cheat Sheet rule 5",
  covers: ["CL-0008"],
  find: perService(function* ({ networkMode }) {
    if (networkMode === "host") yield "it is on the host's network";
  }),
};
