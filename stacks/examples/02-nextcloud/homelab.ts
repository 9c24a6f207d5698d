import { Cloudflared, Homelab, Nextcloud, Postgres, Redis, Secret, Stack } from "homelab-stacks";

const lab = new Homelab("cloud", { domain: "example.com", timezone: "Europe/Oslo" });

// What leads visitors in: no port of the host is opened.
const edge = new Stack(lab, "cloud-edge");
const tunnel = new Cloudflared(edge, "cloudflared", { token: Secret.provided(edge, "tunnel-token") });

// The app, its background jobs, its database and its cache, on a network of their own.
const files = new Stack(lab, "cloud");
const database = new Postgres(files, "postgres").database("nextcloud");
const cloud = new Nextcloud(files, "nextcloud", { database, cache: new Redis(files, "redis") });

tunnel.route("cloud", cloud.web);

export default lab;
