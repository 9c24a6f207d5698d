import { StaticSite } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "static-site", define: (own) => new StaticSite(own, "site", { title: "Site" }) },
  {
    name: "static-site-folder",
    define: (own) => new StaticSite(own, "folder-site", { folder: "/srv", singlePage: true }),
  },
];
