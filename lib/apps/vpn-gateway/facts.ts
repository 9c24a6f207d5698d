import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "VpnGateway",
  about: "gluetun: a WireGuard tunnel, the only way out for what is behind it",
  takes: "a `provider`, its key and `addresses`, or a `server` of one's own",
  gives: "`carry(app)`: the app shares its network, and answers to its name",
  user: "root, with the capabilities that a tunnel and a firewall take",
  rotation: "nothing: the keys are read at each start",
  verified: standIn("`test/engine/vpn-gateway.test.ts`, `test/engine/pulumi-components.test.ts`"),
  state: "none",
};
