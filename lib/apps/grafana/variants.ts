import { Grafana, Prometheus } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "grafana", define: (own) => new Grafana(own, "grafana") },
  {
    name: "grafana-metrics",
    define: (own, beside) =>
      new Grafana(own, "provisioned-grafana", {
        metrics: new Prometheus(beside, "graphed-prometheus"),
        http: { hostPort: 18_093 },
      }),
  },
];
