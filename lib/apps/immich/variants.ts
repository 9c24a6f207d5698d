import { Immich, Postgres, Valkey } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "immich",
    define: (own, beside) => {
      const database = new Postgres(beside, "postgres", { vectors: true }).database("immich", {
        extensions: Immich.extensions,
      });
      new Immich(own, "immich", { database, cache: new Valkey(beside, "valkey"), http: { hostPort: 12283 } });
    },
  },
];
