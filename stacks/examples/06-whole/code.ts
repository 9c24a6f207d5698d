import { Forgejo, Postgres, RabbitMQ, Registry, Stack } from "homelab-stacks";
import { lab, tunnel } from "./lab.ts";

// Code, its images, and a queue for what is built here.

const code = new Stack(lab, "house-code");
const forgejo = new Forgejo(code, "forgejo", {
  database: new Postgres(code, "postgres").database("forgejo"),
  ssh: { hostPort: 2222 },
});
tunnel.route("git", forgejo.web);

new Registry(code, "registry", { http: { hostPort: 5005 } });
new RabbitMQ(code, "rabbitmq");
