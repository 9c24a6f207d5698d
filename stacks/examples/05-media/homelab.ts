import {
  Cloudflared,
  Homelab,
  Jellyfin,
  LinuxServer,
  type LinuxServerApp,
  Secret,
  Stack,
  VpnGateway,
} from "homelab-stacks";

const lab = new Homelab("reel", { domain: "example.com", timezone: "Europe/Oslo" });
const stack = new Stack(lab, "reel");

// All of it in one folder of the host's, so that what was fetched is moved and not copied. Whoever owns it there has these numbers.
const owner = { uid: 1000, gid: 1000 };
const media = { bind: "/srv/media", target: "/media" };

// Each on 127.0.0.1, at the port that it is known by: the tunnel does not lead there.
const app = (name: LinuxServerApp, hostPort: number) =>
  new LinuxServer(stack, name, { app: name, ...owner, folders: [media], http: { hostPort } });

app("prowlarr", 9696);
app("sonarr", 8989);
app("radarr", 7878);
app("bazarr", 6767);

// What fetches has no other way out than the VPN. Sonarr and Radarr find it by the gateway's name: vpn:8080.
const vpn = new VpnGateway(stack, "vpn", {
  provider: "mullvad",
  addresses: ["10.64.222.21/32"],
  countries: ["Norway", "Sweden"],
});
vpn.carry(app("qbittorrent", 8080));

// What is watched, at home and elsewhere.
const jellyfin = new Jellyfin(stack, "jellyfin", { ...owner, media: [media], http: { hostPort: 8096 } });
const tunnel = new Cloudflared(stack, "cloudflared", { token: Secret.provided(stack, "tunnel-token") });
tunnel.route("watch", jellyfin.web);

export default lab;
