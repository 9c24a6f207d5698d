import { Secret } from "../../core/index.ts";
import { Cloudflared, Forgejo, Traefik } from "../index.ts";
import type { Variant } from "../variant.ts";

const tunnel = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

export const variants: readonly Variant[] = [
  {
    name: "traefik",
    define: (own, beside) => {
      const proxy = new Traefik(own, "traefik", { publish: { hostIp: "127.0.0.1", http: 18090, https: 18493 } });
      const users = Secret.provided(own, "users", { description: "lines of `htpasswd -nB`" });
      proxy.route("traefik-git", new Forgejo(beside, "routed-git").web, { auth: { kind: "basic", users } });
    },
    // `kim`, whose password is "only for this test".
    provided: { USERS: "kim:$2y$05$abcdefghijklmnopqrstuubyNe9wMd5jVXU5IcsF4WSt4zL9IRFXS" },
  },
  {
    name: "traefik-acme",
    define: (own) =>
      new Traefik(own, "traefik", {
        acme: {
          email: "admin@example.com",
          dns: {
            provider: "cloudflare",
            environment: { CF_DNS_API_TOKEN_FILE: Secret.provided(own, "dns-token").file() },
          },
        },
      }),
    provided: { DNS_TOKEN: "token" },
  },
  {
    name: "traefik-tunnel",
    define: (own, beside) => {
      const through = new Traefik(own, "inner-traefik");
      const credentials = Secret.provided(own, "credentials");
      const edge = new Cloudflared(own, "outer-tunnel", { tunnel, credentials, through });
      edge.route("traefik-tunnel-git", new Forgejo(beside, "tunnelled-git").web);
    },
    provided: { CREDENTIALS: JSON.stringify({ AccountTag: "account", TunnelSecret: "c2VjcmV0", TunnelID: tunnel }) },
  },
];
