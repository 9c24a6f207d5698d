import { Cloudflared, Forgejo, Homelab, Homepage, Nextcloud, Postgres, Redis, Secret, Stack } from "homelab-stacks";

const lab = new Homelab("kite", { domain: "example.com", timezone: "Europe/Oslo" });

// What leads visitors in. Only this container and what it routes to share a network; no port of the host is opened.
const edge = new Stack(lab, "edge");
const tunnel = new Cloudflared(edge, "cloudflared", {
  tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
  credentials: Secret.provided(edge, "tunnel-credentials", {
    description: "the JSON that `cloudflared tunnel create` wrote",
  }),
});

// Files: the app, its background jobs, its database and its cache, on a network of their own.
const files = new Stack(lab, "nextcloud");
const database = new Postgres(files, "postgres").database("nextcloud");
const cloud = new Nextcloud(files, "nextcloud", { database, cache: new Redis(files, "redis") });

// Git: over the tunnel, and on the host itself at http://127.0.0.1:3006 and ssh://git@127.0.0.1:2222.
const git = new Forgejo(new Stack(lab, "forgejo"), "forgejo", { http: { hostPort: 3006 }, ssh: { hostPort: 2222 } });

// The dashboard shows whatever is routed. It has no login of its own.
const home = new Homepage(new Stack(lab, "homepage"), "homepage", { title: "Kite" });
home.acknowledge("HL123", "a Cloudflare Access policy on www.example.com asks visitors who they are");

tunnel.route("www", home.web);
tunnel.route("git", git.web);
tunnel.route("cloud", cloud.web);

export default lab;
