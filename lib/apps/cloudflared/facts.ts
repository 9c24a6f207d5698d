import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Cloudflared",
  about: "the tunnel",
  takes: "`tunnel` and `credentials`, or a `token`; a proxy that it leads `through`",
  gives: "`route(host, web)`",
  user: "the image's (65532)",
  rotation: "nothing here; the credentials or the token are renewed at Cloudflare, and set by `homelab secrets set`",
  verified: standIn("`test/engine/images-cloudflared.test.ts`, `test/engine/homelab.test.ts`"),
  state: "none",
};
