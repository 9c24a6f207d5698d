import type { Check } from "../check.ts";

/**
 * Docker's default pools are 172.17.0.0/16 to 172.31.0.0/16 (15 networks) and 192.168.0.0/16 in parts of /20 (16); its
 * own bridge has the first. Libnetwork, ipamutils: `localScopeDefaultNetworks`.
 */
const available = 30;
const warnFrom = 27;

export const addressPools: Check = {
  code: "HL040",
  level: "warning",
  title: "Docker's address pools are about to run out",
  why: `An engine that was not set up otherwise has addresses for ${available} networks besides its own bridge, and fewer where the LAN uses some of the same ranges. Past that, no network can be made.`,
  fix: 'give the engine smaller pools in /etc/docker/daemon.json ("default-address-pools": [{"base": "172.16.0.0/12", "size": 24}]), then acknowledge this; or put services that belong together into one stack',
  reference: "Docker: `all predefined address pools have been fully subnetted`",
  *find(model) {
    const networks = model.stacks.flatMap((stack) => stack.networks);
    const own = networks.filter(
      (one) => !one.external && one.ipam.length === 0 && (one.driver ?? "bridge") === "bridge",
    );
    if (own.length < warnFrom) return;
    yield { path: "", message: `it needs ${own.length} networks from pools that hold ${available}` };
  },
};
