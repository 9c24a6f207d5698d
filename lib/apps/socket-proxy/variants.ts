import { SocketProxy } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "socket-proxy",
    define: (own) => new SocketProxy(own, "socket-proxy").access({ containers: "read" }),
  },
  {
    name: "socket-proxy-control",
    define: (own) => {
      const proxy = new SocketProxy(own, "control-proxy");
      proxy.access({ containers: "control", events: "read", images: "read" });
      proxy.access({ info: "read", networks: "read", volumes: "read" });
    },
  },
];
