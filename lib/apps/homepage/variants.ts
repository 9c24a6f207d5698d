import { Secret } from "../../core/index.ts";
import { Homepage, SocketProxy } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "homepage", define: (own) => new Homepage(own, "homepage") },
  {
    name: "homepage-states",
    define: (own) => new Homepage(own, "states-homepage", { docker: new SocketProxy(own, "states-docker") }),
  },
  {
    name: "homepage-filled",
    define: (own) =>
      new Homepage(own, "homepage", {
        http: { hostPort: 18081 },
        allowedHosts: ["home.lan"],
        bookmarks: [{ Code: [{ Forge: [{ href: "https://forge.example" }] }] }],
        widgets: [{ search: { provider: "duckduckgo" } }],
        css: "body { color: red }",
        secrets: { API: Secret.generated(own, "api") },
      }),
  },
];
