import { StaticSite, VpnGateway } from "../index.ts";
import type { Variant } from "../variant.ts";

/** A key that nobody uses. */
const privateKey = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=";

export const variants: readonly Variant[] = [
  {
    name: "vpn-gateway",
    provided: { "vpn-private-key": privateKey },
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
];
