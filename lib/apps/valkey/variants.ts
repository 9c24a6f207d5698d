import { Valkey } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "valkey", define: (own) => new Valkey(own, "valkey") },
  { name: "valkey-persistent", define: (own) => new Valkey(own, "valkey", { persistent: true, memory: 128 }) },
];
