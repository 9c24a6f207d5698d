import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const noNetwork: Check = {
  code: "HL049",
  level: "error",
  title: "An empty list of networks",
  why: "Compose takes it as the default network, Docker as its common bridge, and a reader as none: what is meant must be said.",
  fix: 'leave out `networks` for the stack\'s own, or say `networkMode: "none"`',
  reference: "Compose specification, `networks`",
  find: perService(function* (service) {
    if (service.networks.length === 0 && service.networkMode === undefined) yield "its list of networks is empty";
  }),
};
