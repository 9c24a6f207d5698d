import { MariaDB } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "mariadb", define: (own) => new MariaDB(own, "mariadb").database("app") },
];
