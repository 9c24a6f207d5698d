import { Secret } from "../../core/index.ts";
import { Cloudflared } from "../index.ts";
import type { Variant } from "../variant.ts";

const tunnel = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

export const variants: readonly Variant[] = [
  {
    name: "cloudflared",
    define: (own) => new Cloudflared(own, "cloudflared", { tunnel, credentials: Secret.provided(own, "credentials") }),
    provided: { CREDENTIALS: JSON.stringify({ AccountTag: "account", TunnelSecret: "c2VjcmV0", TunnelID: tunnel }) },
  },
  {
    name: "cloudflared-token",
    define: (own) => new Cloudflared(own, "cloudflared", { token: Secret.provided(own, "token") }),
    provided: { TOKEN: btoa(JSON.stringify({ a: "account", s: "c2VjcmV0", t: tunnel })) },
  },
];
