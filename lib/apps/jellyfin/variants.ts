import { Volume } from "../../core/index.ts";
import { Jellyfin } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "jellyfin",
    define: (own) =>
      new Jellyfin(own, "jellyfin", {
        media: [{ volume: new Volume(own, "films", { class: "media" }), target: "/media" }],
        http: { hostPort: 18096 },
        discoveryIp: "127.0.0.1",
      }),
  },
];
