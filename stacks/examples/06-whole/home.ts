import { AdGuard, HomeAssistant, Mosquitto, Ntfy, Stack } from "homelab-stacks";
import { lab, tunnel } from "./lab.ts";

// The house: its lights and doors, its messages, and the names that its network asks for.

const home = new Stack(lab, "house-home");
tunnel.route("home", new HomeAssistant(home, "home-assistant").web);
tunnel.route("push", new Ntfy(home, "ntfy").web);
new Mosquitto(home, "mosquitto");
new AdGuard(home, "adguard", { dns: { hostIp: "192.168.1.2" }, http: { hostPort: 3053 } });
