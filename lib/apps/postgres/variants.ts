import { Postgres } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "postgres", define: (own) => new Postgres(own, "postgres").database("app") },
  {
    name: "postgres-vectors",
    define: (own) => {
      const server = new Postgres(own, "postgres", { vectors: true });
      server.database("pictures", { extensions: ["vchord", "earthdistance"] });
      server.database("plain");
    },
  },
  { name: "postgres-18", define: (own) => new Postgres(own, "postgres", { version: 18 }).database("app") },
];
