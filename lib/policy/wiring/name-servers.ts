import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const nameServers: Check = {
  code: "HL055",
  level: "advice",
  title: "Name servers whose order one target does not keep",
  why: "A resolver asks the first one first. Compose hands them to the engine in the order in which they are written, Pulumi's provider in an order of its own.",
  fix: "give one that answers everything, or servers that all give the same answers",
  reference: "terraform-provider-docker: `dns` and `dns_search` are sets",
  find: perService(function* ({ dns, dnsSearch }) {
    if (dns.length > 1) yield `it has ${dns.length} servers in \`dns\``;
    if (dnsSearch.length > 1) yield `it has ${dnsSearch.length} domains in \`dnsSearch\``;
  }),
};
