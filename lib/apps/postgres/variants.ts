import { Postgres } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "postgres", define: (own) => new Postgres(own, "postgres").database("app") },
  { name: "postgres-18", define: (own) => new Postgres(own, "postgres", { version: 18 }).database("app") },
];
