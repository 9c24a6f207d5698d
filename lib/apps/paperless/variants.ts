import { Paperless, Postgres, Redis } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "paperless",
    define: (own, beside) =>
      new Paperless(own, "paperless", {
        broker: new Redis(beside, "redis", { persistent: true }),
        http: { hostPort: 18000 },
        languages: "nor+eng",
      }),
  },
  {
    name: "paperless-office",
    define: (own, beside) =>
      new Paperless(own, "paperless", {
        broker: new Redis(beside, "redis", { persistent: true }),
        database: new Postgres(beside, "postgres").database("paperless"),
        office: true,
      }),
  },
];
