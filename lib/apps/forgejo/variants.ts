import { Forgejo, MariaDB, Postgres } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "forgejo", define: (own) => new Forgejo(own, "forgejo", { http: { hostPort: 18082 } }) },
  {
    name: "forgejo-postgres",
    define: (own, beside) =>
      new Forgejo(own, "forgejo", {
        database: new Postgres(beside, "postgres").database("forgejo"),
        ssh: { hostPort: 12222 },
        registration: true,
        title: "Kode: 'æ'",
      }),
  },
  {
    name: "forgejo-mariadb",
    define: (own, beside) =>
      new Forgejo(own, "forgejo", { database: new MariaDB(beside, "mariadb").database("forgejo") }),
  },
];
