import { Mosquitto } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "mosquitto",
    define: (own) => new Mosquitto(own, "mosquitto", { mqtt: { hostPort: 18883 } }).account("home-assistant"),
  },
];
