import { Dockge } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "dockge", define: (own) => new Dockge(own, "dockge", { stacks: "/srv", http: { hostPort: 18_097 } }) },
];
