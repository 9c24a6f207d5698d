import {
  CAdvisor,
  Cloudflared,
  Grafana,
  Homelab,
  Homepage,
  NodeExporter,
  Prometheus,
  Secret,
  SocketProxy,
  Stack,
  UptimeKuma,
} from "homelab-stacks";

const lab = new Homelab("meter", { domain: "example.com", timezone: "Europe/Oslo" });

// What leads visitors in.
const edge = new Stack(lab, "meter-edge");
const tunnel = new Cloudflared(edge, "cloudflared", { token: Secret.provided(edge, "tunnel-token") });

// The engine, for who only looks at it.
const metrics = new Stack(lab, "metrics");
const docker = new SocketProxy(metrics, "docker");

// Figures: of the host, of each container, and of whatever else of this homelab has some.
new NodeExporter(metrics, "host");
new CAdvisor(metrics, "containers", { docker });
const prometheus = new Prometheus(metrics, "prometheus", { retention: "90d" });
const grafana = new Grafana(metrics, "grafana", { metrics: prometheus });

// What answers, asked from inside.
const uptime = new UptimeKuma(metrics, "uptime-kuma", { docker });

// The dashboard shows each tile's container with its state.
const home = new Homepage(new Stack(lab, "meter-home"), "homepage", { title: "Meter", docker });
home.acknowledge("HL123", "a Cloudflare Access policy on www.example.com asks visitors who they are");

tunnel.route("www", home.web);
tunnel.route("graphs", grafana.web);
tunnel.route("uptime", uptime.web);

export default lab;
