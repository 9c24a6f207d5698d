import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Cloudflared",
  user: "the image's (65532)",
  rotation: "nothing here; the credentials or the token are renewed at Cloudflare, and set by `homelab secrets set`",
  verified: standIn("`test/engine/images-cloudflared.test.ts`, `test/engine/homelab.test.ts`"),
};
