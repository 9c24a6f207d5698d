import { Redis } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "redis", define: (own) => new Redis(own, "redis") },
  { name: "redis-persistent", define: (own) => new Redis(own, "redis", { persistent: true, memory: 128 }) },
];
