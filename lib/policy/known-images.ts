import { type PublishedImage, publishedImage } from "./images.ts";

/** What is known of an image that its user cannot see from outside, from its Dockerfile, entrypoint and documentation. */
interface KnownImage {
  /** The variables whose value it reads from a file, and how that is spelt. */
  readonly files?: readonly [variable: RegExp, suffix: "_FILE" | "__FILE" | "file://"];
  /** Programs that a healthcheck might want and that are not in it. `all`: not even a shell. */
  readonly lacks?: readonly string[] | "all";
  /** Where it keeps what must outlive the container. */
  readonly state?: string;
}

const clients = ["curl", "wget"];
const all = /./;

const images: Readonly<Record<string, KnownImage>> = {
  "docker.io/11notes/socket-proxy": { lacks: "all" },
  "docker.io/cloudflare/cloudflared": { files: [/^TUNNEL_TOKEN$/, "_FILE"], lacks: "all" },
  "docker.io/danielszabo99/microbin": { files: [/^MICROBIN_/, "file://"], lacks: clients, state: "/app/microbin_data" },
  "docker.io/gitea/gitea": { files: [/^GITEA__/, "__FILE"], state: "/data" },
  "docker.io/grafana/grafana": { files: [/^GF_/, "__FILE"], state: "/var/lib/grafana" },
  "docker.io/jellyfin/jellyfin": { state: "/config" },
  "docker.io/library/mariadb": {
    files: [/^(MARIADB|MYSQL)_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, "_FILE"],
    lacks: clients,
    state: "/var/lib/mysql",
  },
  "docker.io/library/mysql": {
    files: [/^MYSQL_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, "_FILE"],
    lacks: clients,
    state: "/var/lib/mysql",
  },
  "docker.io/library/nextcloud": {
    files: [
      /^(NEXTCLOUD_ADMIN_(USER|PASSWORD)|(MYSQL|POSTGRES)_(DATABASE|DB|USER|PASSWORD)|REDIS_HOST_PASSWORD|SMTP_PASSWORD|OBJECTSTORE_S3_(KEY|SECRET|SSE_C_KEY))$/,
      "_FILE",
    ],
    state: "/var/www/html",
  },
  "docker.io/library/postgres": {
    files: [/^POSTGRES_(PASSWORD|USER|DB|INITDB_ARGS)$/, "_FILE"],
    lacks: ["curl"],
    state: "/var/lib/postgresql",
  },
  "docker.io/library/redis": { lacks: ["curl"] },
  "docker.io/library/registry": { lacks: ["curl"], state: "/var/lib/registry" },
  "docker.io/library/traefik": { lacks: ["curl"] },
  "docker.io/louislam/dockge": { state: "/app/data" },
  "docker.io/louislam/uptime-kuma": {
    files: [/^UPTIME_KUMA_DB_(USERNAME|PASSWORD|SSL|CA)$/, "_FILE"],
    state: "/app/data",
  },
  "docker.io/portainer/portainer-ce": { lacks: "all", state: "/data" },
  "docker.io/prom/node-exporter": { lacks: ["curl"] },
  "docker.io/prom/prometheus": { lacks: ["curl"], state: "/prometheus" },
  "docker.io/valkey/valkey": { lacks: ["curl"] },
  "docker.io/vaultwarden/server": { files: [all, "_FILE"], state: "/data" },
  "ghcr.io/gethomepage/homepage": { lacks: ["curl"] },
  "ghcr.io/goauthentik/server": { files: [/^AUTHENTIK_(?!BOOTSTRAP_)/, "file://"], lacks: ["curl"] },
  "ghcr.io/immich-app/immich-server": {
    files: [/^(DB_(HOSTNAME|DATABASE_NAME|USERNAME|PASSWORD|URL)|REDIS_PASSWORD)$/, "_FILE"],
    state: "/data",
  },
  "ghcr.io/paperless-ngx/paperless-ngx": { files: [/^PAPERLESS_/, "_FILE"], state: "/usr/src/paperless/media" },
  "ghcr.io/tecnativa/docker-socket-proxy": { lacks: ["curl"] },
  "ghcr.io/wollomatic/socket-proxy": { lacks: "all" },
};

/** Other registries' names of the same images. */
const alsoNamed: Readonly<Record<string, string>> = {
  "codeberg.org/forgejo/forgejo": "forgejo",
  "data.forgejo.org/forgejo/forgejo": "forgejo",
  "docker.io/wollomatic/socket-proxy": "ghcr.io/wollomatic/socket-proxy",
  "ghcr.io/11notes/socket-proxy": "docker.io/11notes/socket-proxy",
  "ghcr.io/dani-garcia/vaultwarden": "docker.io/vaultwarden/server",
  "ghcr.io/jellyfin/jellyfin": "docker.io/jellyfin/jellyfin",
  "ghcr.io/louislam/uptime-kuma": "docker.io/louislam/uptime-kuma",
  "quay.io/prometheus/node-exporter": "docker.io/prom/node-exporter",
  "quay.io/prometheus/prometheus": "docker.io/prom/prometheus",
};

const forgejo: KnownImage = { files: [/^(FORGEJO|GITEA)__/, "__FILE"], state: "/data" };

function knownImage(image: PublishedImage): KnownImage {
  const name = alsoNamed[image.name] ?? image.name;
  const known = name === "forgejo" ? forgejo : Object.hasOwn(images, name) ? images[name] : undefined;
  const tag = image.tag ?? "";
  // Forgejo's and Gitea's variant without root starts empty over the other one's folder.
  if (known?.state === "/data" && /(forgejo|gitea)$/.test(name) && tag.endsWith("-rootless")) {
    return { ...known, state: "/var/lib/gitea" };
  }
  if (tag.includes("distroless")) return { ...known, lacks: "all" };
  // Alpine's busybox has a shell and wget.
  if (known?.lacks !== undefined && tag.includes("alpine")) return { ...known, lacks: ["curl"] };
  return known ?? {};
}

/** How an image takes a variable's value from a file (`POSTGRES_PASSWORD_FILE`, `file://`); `undefined` where unknown. */
export function fileVariable(image: string, variable: string): string | undefined {
  const { files } = knownImage(publishedImage(image));
  if (!files?.[0].test(variable)) return undefined;
  return files[1] === "file://" ? `${variable} with a value that begins with \`file://\`` : variable + files[1];
}

export function lackedBy(image: string): readonly string[] | "all" {
  return knownImage(publishedImage(image)).lacks ?? [];
}

export function stateOf(image: string): string | undefined {
  return knownImage(publishedImage(image)).state;
}
