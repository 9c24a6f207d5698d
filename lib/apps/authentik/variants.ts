import { Authentik, Forgejo, Grafana, Microbin, Nextcloud, Portainer, Postgres, Traefik } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "authentik",
    define: (own, beside) => {
      const postgres = new Postgres(own, "authentik-postgres");
      const authentik = new Authentik(own, "authentik", {
        database: postgres.database("authentik"),
        adminEmail: "admin@example.com",
      });
      const proxy = new Traefik(beside, "authentik-traefik");
      proxy.route("authentik", authentik.web);
      proxy.route("authentik-paste", new Microbin(beside, "guarded-paste").web, {
        auth: authentik.group("family", "guests"),
      });
      // They sign people in by themselves.
      const auth = authentik.group("family");
      proxy.route("authentik-graphs", new Grafana(beside, "guarded-grafana").web, { auth });
      const files = new Postgres(beside, "guarded-postgres").database("nextcloud");
      proxy.route("authentik-cloud", new Nextcloud(beside, "guarded-nextcloud", { database: files }).web, { auth });
      proxy.route("authentik-git", new Forgejo(beside, "guarded-forgejo").web, { auth });
      proxy.route("authentik-containers", new Portainer(beside, "guarded-portainer").web, { auth });
    },
  },
];
