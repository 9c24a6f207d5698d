import { Ntfy } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "ntfy",
    define: (own) => {
      const ntfy = new Ntfy(own, "ntfy", { http: { hostPort: 18089 }, everyone: { "up*": "write-only" } });
      ntfy.account("kim", { role: "admin" });
      ntfy.account("home-assistant", { topics: { alerts: "write-only" } });
    },
  },
];
