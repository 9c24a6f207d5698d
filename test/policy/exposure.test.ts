import { Network, Service, type ServiceProps, Stack, type WebOptions } from "../../lib/core/index.ts";
import { type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";

const one = (props: Partial<ServiceProps>): Define => {
  return (lab) => new Service(new Stack(lab, "a"), "app", { image, ...props });
};
const database = (hostIp: string | undefined, target = 5432): Define => {
  return one({ ports: [{ target, published: 15432, ...(hostIp !== undefined && { hostIp }) }] });
};
const oddPort = (protocol: "postgres" | "http"): Define => {
  return (lab) => {
    const ports = [{ target: 7777, published: 7777, hostIp: "192.168.1.2" }];
    new Service(new Stack(lab, "a"), "app", { image, ports }).endpoint("main", protocol, 7777);
  };
};

table("HL112", {
  trips: {
    "a database in the LAN": ["a/app", database("192.168.1.2")],
    "a database on every address": ["a/app", database("0.0.0.0")],
    "the engine's control port": ["a/app", database("192.168.1.2", 2375)],
    "a database on a port of its own, by its endpoint": ["a/app", oddPort("postgres")],
  },
  passes: {
    "a database on 127.0.0.1": database(undefined),
    "another port": database("192.168.1.2", 8080),
    "an app on that port of its own": oddPort("http"),
  },
});

table("HL113", {
  trips: { "a database on 127.0.0.1": ["a/app", database(undefined)] },
  passes: { "a database without a port": one({}), "an app on 127.0.0.1": database(undefined, 8080) },
});

table("HL114", {
  trips: {
    "every IPv4 address": ["a/app", database("0.0.0.0", 80)],
    "every IPv6 address": ["a/app", database("::", 80)],
  },
  passes: {
    "an address of the LAN": database("192.168.1.2", 80),
    "127.0.0.1": database(undefined, 80),
    "an ingress": (lab) => {
      const ports = [{ target: 443, published: 443, hostIp: "0.0.0.0" }];
      const proxy = new Service(new Stack(lab, "edge"), "proxy", { image, ports });
      new Service(new Stack(lab, "a"), "app", { image }).web(80).addRoute("www", proxy);
    },
  },
});

const tagged = (name: string): Define => one({ image: name });
const digest = `sha256:${"0".repeat(64)}`;

table("HL111", {
  trips: {
    "no tag": ["a/app", tagged("nginx")],
    latest: ["a/app", tagged("ghcr.io/gethomepage/homepage:latest")],
    "a branch": ["a/app", tagged("nginx:mainline")],
  },
  passes: {
    "a version": tagged("nginx:1.30.4"),
    "a variant of a version": tagged("nginx:1.30.4-alpine"),
    "a digest": tagged(`nginx@${digest}`),
    "latest with a digest": tagged(`nginx:latest@${digest}`),
  },
});

table("HL118", {
  trips: {
    "no logs": ["a/app", one({ logging: { driver: "none" } })],
    "logs without end": ["a/app", one({ logging: { driver: "json-file" } })],
  },
  passes: {
    "the default": one({}),
    "rotated logs": one({ logging: { driver: "json-file", options: { "max-size": "10m" } } }),
    "the engine's own setting": one({ logging: "daemon" }),
  },
});

table("HL119", {
  trips: { "no limit, once a stack": ["a", one({})] },
  passes: { "a limit": one({ memLimit: "256m" }), "a one-shot": one({ oneShot: true }) },
});

table("HL120", {
  trips: { "a writable root, once a stack": ["a", one({})] },
  passes: { "a read-only root": one({ readOnly: true }) },
});

table("HL130", {
  trips: { "no healthcheck, once a stack": ["a", one({})] },
  passes: {
    "a healthcheck": one({ healthcheck: { test: ["CMD", "true"] } }),
    "the image's": one({ healthcheck: "image" }),
    "none, on purpose": one({ healthcheck: "none" }),
    "a one-shot": one({ oneShot: true }),
  },
});

const joined = (protocol: "postgres" | "http", where: "own" | "other" | "external"): Define => {
  return (lab) => {
    const a = new Stack(lab, "a");
    const other = new Stack(lab, "b");
    new Service(other, "app", { image });
    const network = {
      own: a.defaultNetwork,
      other: other.defaultNetwork,
      external: new Network(a, "lan", { external: "lan" }),
    };
    new Service(a, "db", { image, networks: [network[where]] }).endpoint("main", protocol, 7777);
  };
};

table("HL122", {
  trips: {
    "a database on another stack's network": ["a/db", joined("postgres", "other")],
    "a database on somebody else's network": ["a/db", joined("postgres", "external")],
  },
  passes: {
    "a database on its stack's network": joined("postgres", "own"),
    "an app on another stack's network": joined("http", "other"),
  },
});

const routed = (auth: WebOptions["auth"], scheme: "http" | "https" = "https", name = image): Define => {
  return (lab) => {
    const tunnel = new Service(new Stack(lab, "edge"), "tunnel", { image });
    const app = new Service(new Stack(lab, "a"), "app", { image: name });
    app.web(80, { ...(auth !== undefined && { auth }) }).addRoute("www", tunnel, { scheme });
  };
};
const unrouted: Define = (lab) => new Service(new Stack(lab, "a"), "app", { image }).web(80, { auth: "none" });

table("HL123", {
  trips: { "an app without a login": ["a/app", routed("none")] },
  passes: { "an app with one": routed("own"), "an app of which nobody said": routed(undefined), "no route": unrouted },
});

table("HL124", {
  trips: { "an app of which nobody said": ["a/app", routed(undefined)] },
  passes: { "an app with a login": routed("own"), "an app without": routed("none") },
});

table("HL125", {
  trips: { "plain http": ["a/app", routed("own", "http")] },
  passes: { https: routed("own") },
});

const answering = (props: Partial<ServiceProps>): Define => {
  return (lab) => {
    const tunnel = new Service(new Stack(lab, "edge"), "tunnel", { image });
    const app = new Service(new Stack(lab, "a"), "app", { image, ...props });
    app.web(80, { auth: "own" }).addRoute("www", tunnel);
  };
};

table("HL135", {
  trips: {
    "any origin": ["a/app", answering({ environment: { CORS_ALLOW_ORIGIN: "*" } })],
    "any origin among others": ["a/app", answering({ environment: { ALLOWED_ORIGINS: "https://a.example, *" } })],
    "a proxy's label": ["a/app", answering({ labels: { "traefik.http.middlewares.x.headers.cors.origin": "*" } })],
  },
  passes: {
    "an origin by name": answering({ environment: { CORS_ALLOW_ORIGIN: "https://*.example.com" } }),
    "a star elsewhere": answering({ environment: { TRUSTED_PROXIES: "*" } }),
    "an app without a route": one({ environment: { CORS_ALLOW_ORIGIN: "*" } }),
  },
});

const portainer = "portainer/portainer-ce:2.39.6";

table("HL126", {
  trips: {
    "a control panel": ["a/app", routed("own", "https", portainer)],
    "a control panel from a mirror": ["a/app", routed("own", "https", `127.0.0.1:5000/docker.io/${portainer}`)],
  },
  passes: {
    "another app": routed("own"),
    "a control panel without a route": one({ image: portainer }),
  },
});

const checked = (name: string, ...test: readonly string[]): Define => one({ image: name, healthcheck: { test } });

table("HL132", {
  trips: {
    "a shell where there is none": ["a/app", checked("cloudflare/cloudflared:2026.8.2", "CMD-SHELL", "true")],
    "a tool where there is none": ["a/app", checked("cloudflare/cloudflared:2026.8.2", "CMD", "curl", "localhost")],
    "curl on busybox": ["a/app", checked("prom/prometheus:v3.14.0", "CMD-SHELL", "curl -f localhost:9090 || exit 1")],
    "a shell in a distroless variant": ["a/app", checked("grafana/grafana:13.2.0-distroless", "CMD-SHELL", "true")],
  },
  passes: {
    "the image's own program": checked("cloudflare/cloudflared:2026.8.2", "CMD", "cloudflared", "tunnel", "ready"),
    "wget on busybox": checked("prom/prometheus:v3.14.0", "CMD-SHELL", "wget -q localhost:9090 || exit 1"),
    "curl where it is": checked("library/nextcloud:34.0.3-apache", "CMD", "curl", "-f", "localhost/status.php"),
    "an image that is not known": checked("example/app:1", "CMD", "curl", "localhost"),
  },
});

const stored = (target?: string, name = "vaultwarden/server:1.37.2"): Define => {
  return one({
    image: name,
    ...(target !== undefined && { volumes: [{ bind: "/srv/vault", target }] }),
  });
};

table("HL133", {
  trips: {
    "no volume": ["a/app", stored()],
    "a volume beside it": ["a/app", stored("/backup")],
    "a volume at another variant's place": ["a/app", stored("/data", "codeberg.org/forgejo/forgejo:15.0.7-rootless")],
  },
  passes: {
    "a volume": stored("/data"),
    "a volume of a part of it": stored("/data/attachments"),
    "a volume at the variant's place": stored("/data", "codeberg.org/forgejo/forgejo:15.0.7"),
    "an image without state": one({}),
  },
});

const folder = "/var/lib/postgresql";
const pgdata: Define = (lab) => {
  const volumes = [{ bind: "/srv/db", target: folder }];
  const environment = { PGDATA: `${folder}/17` };
  new Service(new Stack(lab, "a"), "app", { image: "postgres:17.11", volumes, environment });
};

table("HL134", {
  trips: {
    "the new place for an old version": ["a/app", stored(folder, "postgres:17.11-alpine")],
    "the old place for a new version": ["a/app", stored(`${folder}/data`, "postgres:18")],
  },
  passes: {
    "the old place for an old version": stored(`${folder}/data`, "postgres:17.11"),
    "the new place for a new version": stored(folder, "postgres:18.6-trixie"),
    "a place of one's own": pgdata,
    "another image": stored(folder, "example/postgres:17"),
  },
});

const resolver = (hostIp: string, published = 53): Define =>
  one({
    ports: (["tcp", "udp"] as const).map((protocol) => ({ target: 53, published, hostIp, protocol })),
  });

table("HL150", {
  trips: {
    "every address": ["a/app", resolver("0.0.0.0")],
    "every address of both families": ["a/app", resolver("")],
    "the address of systemd-resolved": ["a/app", resolver("127.0.0.53")],
    "a resolver on the host's network": [
      "a/app",
      (lab) => new Service(new Stack(lab, "a"), "app", { image, networkMode: "host" }).endpoint("dns", "udp", 53),
    ],
  },
  passes: { "the host's address in the LAN": resolver("192.168.1.2"), "another port": resolver("0.0.0.0", 5353) },
});
