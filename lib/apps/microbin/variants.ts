import { Microbin } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "microbin", define: (own) => new Microbin(own, "microbin", { http: { hostPort: 18086 }, login: true }) },
];
