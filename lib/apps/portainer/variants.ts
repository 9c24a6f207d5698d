import { Portainer } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "portainer", define: (own) => new Portainer(own, "portainer", { http: { hostPort: 18_095 } }) },
];
