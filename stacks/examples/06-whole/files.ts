import {
  Immich,
  MariaDB,
  Microbin,
  Nextcloud,
  Paperless,
  Postgres,
  Redis,
  Stack,
  Valkey,
  Vaultwarden,
} from "homelab-stacks";
import { lab, tunnel } from "./lab.ts";

// Files, pictures, documents and passwords, each with servers of its own: one that is down takes no other along.

const cloud = new Stack(lab, "house-cloud");
const nextcloud = new Nextcloud(cloud, "nextcloud", {
  database: new MariaDB(cloud, "mariadb").database("nextcloud"),
  cache: new Redis(cloud, "redis"),
});
tunnel.route("cloud", nextcloud.web);

const photos = new Stack(lab, "house-photos");
const immich = new Immich(photos, "immich", {
  database: new Postgres(photos, "postgres", { vectors: true }).database("immich", { extensions: Immich.extensions }),
  cache: new Valkey(photos, "valkey"),
});
tunnel.route("photos", immich.web);

const office = new Stack(lab, "house-office");
const paperless = new Paperless(office, "paperless", {
  broker: new Redis(office, "redis", { persistent: true }),
  database: new Postgres(office, "postgres").database("paperless"),
  office: true,
  languages: "nor+eng",
});
tunnel.route("documents", paperless.web);
tunnel.route("passwords", new Vaultwarden(office, "vaultwarden").web);

new Microbin(office, "microbin", { http: { hostPort: 8085 } });
