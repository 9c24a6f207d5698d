import { HomeAssistant, Traefik } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "home-assistant", define: (own) => new HomeAssistant(own, "home", { devices: [{ source: "/dev/null" }] }) },
  {
    name: "home-assistant-routed",
    define: (own, beside) => {
      const home = new HomeAssistant(own, "home", { discovery: false, http: { hostPort: 18123 } });
      new Traefik(beside, "home-traefik").route("home-automation", home.web);
    },
  },
];
