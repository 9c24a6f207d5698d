import { Authentik, Grafana, Homelab, Microbin, Postgres, Secret, Stack, Traefik } from "homelab-stacks";

const lab = new Homelab("gate", { domain: "example.com", timezone: "Europe/Oslo" });

// What leads visitors in, at the host's address in the local network.
const edge = new Stack(lab, "gate-edge");
const proxy = new Traefik(edge, "traefik", {
  publish: { hostIp: "192.168.1.10" },
  acme: {
    email: "admin@example.com",
    dns: {
      provider: "cloudflare",
      environment: { CF_DNS_API_TOKEN_FILE: Secret.provided(edge, "dns-token").file() },
    },
  },
});

// Who they are.
const identity = new Stack(lab, "gate-id");
const authentik = new Authentik(identity, "authentik", {
  database: new Postgres(identity, "postgres").database("authentik"),
  adminEmail: "admin@example.com",
});

// Two apps: one that asks nobody, and one that can sign people in by itself.
const apps = new Stack(lab, "gate-apps");
const paste = new Microbin(apps, "paste");
const graphs = new Grafana(apps, "graphs");

proxy.route("auth", authentik.web);
proxy.route("paste", paste.web, { auth: authentik.group("family", "friends") });
proxy.route("graphs", graphs.web, { auth: authentik.group("family") });

export default lab;
