import { Secret } from "../../core/index.ts";
import { Cloudflared, MariaDB, Nextcloud, Postgres, Redis } from "../index.ts";
import type { Variant } from "../variant.ts";

// As Cloudflare issues it, for no account that there is.
const tunnelToken = btoa('{"a":"account","s":"c2VjcmV0","t":"6ff42ae2-765d-4adf-8112-31c55c1551ef"}');

export const variants: readonly Variant[] = [
  {
    name: "nextcloud",
    define: (own, beside) => {
      const database = new Postgres(beside, "postgres").database("nextcloud");
      const cloud = new Nextcloud(own, "nextcloud", { database, cache: new Redis(beside, "redis") });
      new Cloudflared(beside, "tunnel", { token: Secret.provided(beside, "token") }).route("cloud", cloud.web);
    },
    provided: { TOKEN: tunnelToken },
  },
  {
    name: "nextcloud-published",
    define: (own, beside) =>
      new Nextcloud(own, "nextcloud", {
        database: new Postgres(beside, "postgres").database("cloud"),
        adminUser: "root",
        http: { hostPort: 18080 },
        trustedDomains: ["cloud.lan"],
        uploadLimit: "2G",
      }),
  },
  {
    name: "nextcloud-mariadb",
    define: (own, beside) =>
      new Nextcloud(own, "nextcloud", { database: new MariaDB(beside, "mariadb").database("next_cloud") }),
  },
];
