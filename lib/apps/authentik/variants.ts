import { Authentik, Grafana, Microbin, Postgres, Traefik } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "authentik",
    define: (own, beside) => {
      const database = new Postgres(own, "authentik-postgres").database("authentik");
      const authentik = new Authentik(own, "authentik", { database, adminEmail: "admin@example.com" });
      const proxy = new Traefik(beside, "authentik-traefik");
      proxy.route("authentik", authentik.web);
      proxy.route("authentik-paste", new Microbin(beside, "guarded-paste").web, {
        auth: authentik.group("family", "guests"),
      });
      proxy.route("authentik-graphs", new Grafana(beside, "guarded-grafana").web, { auth: authentik.group("family") });
    },
  },
];
