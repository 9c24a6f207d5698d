import { SocketProxy, UptimeKuma } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "uptime-kuma", define: (own) => new UptimeKuma(own, "uptime-kuma") },
  {
    name: "uptime-kuma-docker",
    define: (own, beside) =>
      new UptimeKuma(own, "watching-kuma", {
        docker: new SocketProxy(beside, "watched-docker"),
        http: { hostPort: 18_092 },
      }),
  },
];
