import { AdGuard } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "adguard",
    define: (own) =>
      new AdGuard(own, "adguard", { dns: { hostIp: "127.0.0.1", hostPort: 18053 }, http: { hostPort: 18300 } }),
  },
];
