import { NodeExporter } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "node-exporter", define: (own) => new NodeExporter(own, "node-exporter", { port: 19_101 }) },
];
