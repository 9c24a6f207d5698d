import { Jellyfin, LinuxServer, type LinuxServerApp, Stack, VpnGateway } from "homelab-stacks";
import { lab, tunnel } from "./lab.ts";

// Films and series, in one folder of the host; what fetches them has no other way out than the VPN.

const stack = new Stack(lab, "house-media");
const media = { bind: "/srv/media", target: "/media" };
const app = (name: LinuxServerApp) => new LinuxServer(stack, name, { app: name, folders: [media] });

const vpn = new VpnGateway(stack, "vpn", { provider: "mullvad", addresses: ["10.64.222.21/32"] });
vpn.carry(app("qbittorrent"));

for (const name of ["prowlarr", "sonarr", "radarr", "bazarr", "syncthing"] as const) app(name);

const jellyfin = new Jellyfin(stack, "jellyfin", { media: [media] });
tunnel.route("watch", jellyfin.web);
