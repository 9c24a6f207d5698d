import { Homelab, Stack, StaticSite } from "homelab-stacks";

const lab = new Homelab("pages", { timezone: "Europe/Oslo" });

// The files of a folder of the Docker host, at http://127.0.0.1:8080.
new StaticSite(new Stack(lab, "pages"), "site", { folder: "/srv/pages", http: { hostPort: 8080 } });

export default lab;
