import { Secret } from "../../core/index.ts";
import { Cloudflared, Forgejo, Nginx } from "../index.ts";
import type { Variant } from "../variant.ts";

const tunnel = "6ff42ae2-765d-4adf-8112-31c55c1551ef";

/** For `*.example.com`, signed by itself: nobody trusts it. */
const certificate = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBojCCAUegAwIBAgIUYk87Umf+ZrSTU1Kx+Pxq+IPR/SgwCgYIKoZIzj0EAwIw",
  "GDEWMBQGA1UEAwwNKi5leGFtcGxlLmNvbTAgFw0yNjExMjYxNzI5MjFaGA8yMTI2",
  "MTEwMjE3MjkyMVowGDEWMBQGA1UEAwwNKi5leGFtcGxlLmNvbTBZMBMGByqGSM49",
  "AgEGCCqGSM49AwEHA0IABEOJWm1VNlilqr1gUKZYvpAEHap70NhVxetIpp5SzJEx",
  "TmuscWS9/0BEu2PQ3YagzFZqP1sE/4M940DN6rNyL6SjbTBrMB0GA1UdDgQWBBSH",
  "7nTAKUGf7WyQQwM3qkN7WUSd/zAfBgNVHSMEGDAWgBSH7nTAKUGf7WyQQwM3qkN7",
  "WUSd/zAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDSouZXhhbXBsZS5jb20w",
  "CgYIKoZIzj0EAwIDSQAwRgIhAM3kTEYMNNs6vhBmdgI9v30DMyQMGWkgFzYIJAtM",
  "7uypAiEAplv7I+idPGlQXZUgpuz3ZrhFu47G/frLZJTdYk6qdoY=",
  "-----END CERTIFICATE-----",
].join("\n");
const key = [
  "-----BEGIN PRIVATE KEY-----",
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmlYIFJN/d2KYO3gp",
  "ArLJ1MZq2Kjk0pmkRf5VqAOxqLqhRANCAARDiVptVTZYpaq9YFCmWL6QBB2qe9DY",
  "VcXrSKaeUsyRMU5rrHFkvf9ARLtj0N2GoMxWaj9bBP+DPeNAzeqzci+k",
  "-----END PRIVATE KEY-----",
].join("\n");

export const variants: readonly Variant[] = [
  {
    name: "nginx",
    define: (own, beside) => {
      const proxy = new Nginx(own, "nginx", {
        publish: {
          hostIp: "127.0.0.1",
          http: 18_094,
          https: 18_494,
          certificate: Secret.provided(own, "certificate"),
          key: Secret.provided(own, "key"),
        },
      });
      const users = Secret.provided(own, "users", { description: "lines of `htpasswd -nB`" });
      proxy.route("nginx-git", new Forgejo(beside, "nginx-git").web, { auth: { kind: "basic", users } });
    },
    // `kim`, whose password is "only for this test".
    provided: {
      CERTIFICATE: certificate,
      KEY: key,
      USERS: "kim:$2y$05$abcdefghijklmnopqrstuubyNe9wMd5jVXU5IcsF4WSt4zL9IRFXS",
    },
  },
  {
    name: "nginx-tunnel",
    define: (own, beside) => {
      const through = new Nginx(own, "inner-nginx");
      const credentials = Secret.provided(own, "credentials");
      const edge = new Cloudflared(own, "nginx-tunnel", { tunnel, credentials, through });
      edge.route("nginx-tunnel-git", new Forgejo(beside, "nginx-tunnelled-git").web);
    },
    provided: { CREDENTIALS: JSON.stringify({ AccountTag: "account", TunnelSecret: "c2VjcmV0", TunnelID: tunnel }) },
  },
];
