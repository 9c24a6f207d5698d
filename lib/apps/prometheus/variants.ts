import { NodeExporter, Prometheus } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "prometheus", define: (own) => new Prometheus(own, "prometheus") },
  {
    name: "prometheus-filled",
    define: (own) => {
      new NodeExporter(own, "filled-exporter", { port: 19_102 });
      new Prometheus(own, "filled-prometheus", {
        retention: "1y",
        retentionSize: "10GB",
        interval: "15s",
        scrapes: [{ job_name: "router", static_configs: [{ targets: ["192.0.2.1:9100"] }] }],
        http: { hostPort: 18_091 },
      });
    },
  },
];
