import { StaticSite, VpnGateway } from "../index.ts";
import type { Variant } from "../variant.ts";

/** Keys that nobody uses. */
const keys = {
  private: "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=",
  public: "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=",
} as const;

export const variants: readonly Variant[] = [
  {
    name: "vpn-gateway",
    provided: { "vpn-private-key": keys.private },
    define: (own) => {
      const vpn = new VpnGateway(own, "vpn", {
        provider: "mullvad",
        addresses: ["10.64.222.21/32"],
        countries: ["Norway", "Sweden"],
        outside: ["192.168.1.0/24"],
      });
      vpn.carry(new StaticSite(own, "site", { folder: "/srv", http: { hostPort: 18380 } }));
    },
  },
  {
    name: "vpn-gateway-custom",
    provided: { "vpn-private-key": keys.private },
    define: (own) =>
      new VpnGateway(own, "vpn", {
        provider: "custom",
        addresses: ["10.13.13.2/32"],
        server: { address: "203.0.113.7", publicKey: keys.public },
      }),
  },
];
