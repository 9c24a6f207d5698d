import { CAdvisor, Grafana, Homepage, NodeExporter, Prometheus, Stack, StaticSite, UptimeKuma } from "homelab-stacks";
import "./code.ts";
import "./files.ts";
import "./home.ts";
import { docker, lab, metrics, tunnel } from "./lab.ts";
import "./media.ts";

// The whole homelab: a file for each theme, all of which put their stacks into the one that lab.ts makes. Here is what looks at the rest.

new NodeExporter(metrics, "host");
new CAdvisor(metrics, "containers", { docker });
const prometheus = new Prometheus(metrics, "prometheus");
tunnel.route("graphs", new Grafana(metrics, "grafana", { metrics: prometheus }).web);
tunnel.route("uptime", new UptimeKuma(metrics, "uptime-kuma", { docker }).web);

const front = new Stack(lab, "house-front");
const home = new Homepage(front, "homepage", { title: "House", docker });
home.acknowledge("HL123", "a Cloudflare Access policy on www.example.com asks visitors who they are");
tunnel.route("www", home.web);

new StaticSite(front, "notes", { http: { hostPort: 8086 } });

export default lab;
