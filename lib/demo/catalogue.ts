import { ProblemError } from "../core/problem.ts";
import { parseReference } from "./reference.ts";

/** How the image of one reference is built. */
export interface Recipe {
  /** The folder of `standins` with its Dockerfile. */
  readonly name: string;
  /** Whether its Dockerfile starts from the Debian base. */
  readonly base: boolean;
  /** The Go command of `standins/cmd` that it holds; without one it holds a Debian package's program. */
  readonly program?: string;
  /** The package of the real program, which is built by the Go module in the recipe's own folder. */
  readonly module?: string;
  /** What its Dockerfile takes as build arguments, apart from BASE. */
  readonly arguments: Readonly<Record<string, string>>;
}

type Kind = Omit<Recipe, "arguments"> & {
  readonly arguments?: (numbers: readonly number[]) => Record<string, string>;
  /** The variant whose contract it keeps, where that is not the default one. */
  readonly variant?: string;
};

const FORGEJO: Kind = { name: "forgejo", base: true, program: "forgejo" };

/** The family's images differ in their app and its port. */
const linuxServer = (app: string, port: number): Readonly<Record<string, Kind>> => ({
  [`lscr.io/linuxserver/${app}`]: {
    name: "linuxserver",
    base: true,
    program: "contract",
    arguments: () => ({ APP: app, PORT: `${port}` }),
  },
});

const KINDS: Readonly<Record<string, Kind>> = {
  "codeberg.org/forgejo/forgejo": FORGEJO,
  "data.forgejo.org/forgejo/forgejo": FORGEJO,
  "docker.io/adguard/adguardhome": { name: "adguard", base: true, program: "contract" },
  "docker.io/apache/tika": { name: "tika", base: true, program: "contract" },
  "docker.io/binwiederhier/ntfy": { name: "ntfy", base: true, program: "contract" },
  "docker.io/cloudflare/cloudflared": { name: "cloudflared", base: false, program: "cloudflared" },
  "docker.io/danielszabo99/microbin": { name: "microbin", base: true, program: "contract" },
  "docker.io/gotenberg/gotenberg": { name: "gotenberg", base: true, program: "contract" },
  "docker.io/grafana/grafana": { name: "grafana", base: true, program: "contract" },
  "docker.io/jellyfin/jellyfin": { name: "jellyfin", base: true, program: "contract" },
  "docker.io/library/eclipse-mosquitto": { name: "mosquitto", base: true, variant: "alpine" },
  "docker.io/library/mariadb": { name: "mariadb", base: true },
  "docker.io/library/haproxy": { name: "haproxy", base: true },
  "docker.io/library/nextcloud": {
    name: "nextcloud",
    base: true,
    program: "nextcloud",
    arguments: ([major = 0, minor = 0, patch = 0]) => ({ VERSION: `${major}.${minor}.${patch}` }),
  },
  "docker.io/library/nginx": { name: "nginx", base: true },
  "docker.io/library/postgres": { name: "postgres", base: true, arguments: ([major = 0]) => postgresFolders(major) },
  "docker.io/library/rabbitmq": { name: "rabbitmq", base: true },
  "docker.io/library/redis": {
    name: "redis",
    base: true,
    // The Dockerfiles of 8.6 and later declare no volume (redis/docker-library-redis).
    arguments: ([major = 0, minor = 0]) => ({ VOLUME: major > 8 || (major === 8 && minor >= 6) ? "none" : "declared" }),
  },
  "docker.io/library/registry": { name: "registry", base: true },
  "docker.io/library/traefik": {
    name: "traefik",
    base: true,
    module: "github.com/traefik/traefik/v3/cmd/traefik",
  },
  "docker.io/louislam/dockge": { name: "dockge", base: true, program: "contract" },
  "docker.io/louislam/uptime-kuma": { name: "uptime-kuma", base: true, program: "contract" },
  "docker.io/portainer/portainer-ce": { name: "portainer", base: true, program: "contract", variant: "alpine" },
  "docker.io/prom/node-exporter": { name: "node-exporter", base: true },
  "docker.io/prom/prometheus": { name: "prometheus", base: true },
  "docker.io/qmcgaw/gluetun": { name: "gluetun", base: true, program: "gluetun" },
  "docker.io/valkey/valkey": { name: "valkey", base: true },
  "docker.io/vaultwarden/server": { name: "vaultwarden", base: true, program: "contract" },
  "ghcr.io/gethomepage/homepage": { name: "homepage", base: true, program: "homepage" },
  "ghcr.io/goauthentik/server": { name: "authentik", base: true, program: "contract" },
  "ghcr.io/google/cadvisor": { name: "cadvisor", base: true, module: "." },
  "ghcr.io/home-assistant/home-assistant": { name: "home-assistant", base: true, program: "contract" },
  "ghcr.io/immich-app/immich-machine-learning": { name: "immich-machine-learning", base: true, program: "contract" },
  "ghcr.io/immich-app/immich-server": { name: "immich", base: true, program: "contract" },
  "ghcr.io/immich-app/postgres": {
    name: "postgres",
    base: true,
    arguments: ([major = 0]) => ({ ...postgresFolders(major), EXTENSIONS: "vectors" }),
  },
  "ghcr.io/paperless-ngx/paperless-ngx": { name: "paperless", base: true, program: "contract" },
  ...linuxServer("bazarr", 6767),
  ...linuxServer("lidarr", 8686),
  ...linuxServer("prowlarr", 9696),
  ...linuxServer("qbittorrent", 8080),
  ...linuxServer("radarr", 7878),
  ...linuxServer("sonarr", 8989),
  ...linuxServer("syncthing", 8384),
};

// From 18 on one mount above the folders of all versions (docker-library/postgres, Dockerfile-debian.template).
function postgresFolders(major: number): Record<string, string> {
  const [volume, data] =
    major >= 18
      ? ["/var/lib/postgresql", `/var/lib/postgresql/${major}/docker`]
      : ["/var/lib/postgresql/data", "/var/lib/postgresql/data"];
  return { MAJOR: `${major}`, PGDATA: data, VOLUME: volume };
}

/** The repositories that have a stand-in, sorted. */
export const repositories: readonly string[] = Object.keys(KINDS).sort();

/**
 * What the image of a full reference is built from. The tag decides where the contract depends on it: PostgreSQL's folders by the
 * major version, Nextcloud's version, Redis' volume.
 *
 * @throws {ProblemError} HL920 no full reference; HL921 no such repository; HL922 a variant (alpine, fpm, rootless, distroless), whose
 *   users and tools differ, or a tag without the version that the contract depends on
 */
export function recipe(reference: string): Recipe {
  const { repository, tag } = parseReference(reference);
  const kind = KINDS[repository];
  if (kind === undefined) {
    throw new ProblemError({
      code: "HL921",
      level: "error",
      message: `There is no stand-in for ${repository}.`,
      exists: repositories,
      fix: "Use an image that has one, or let the Docker host reach the image's own registry.",
    });
  }
  const variant = /alpine|fpm|rootless|distroless/.exec(tag)?.[0];
  const numbers = /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1]?.split(".").map(Number);
  const { arguments: byVersion, variant: kept, ...rest } = kind;
  if (variant !== kept || (numbers === undefined && byVersion !== undefined)) {
    const only = `only for the ${kept ?? "default"} variant${variant === undefined ? "" : `, not for ${variant}`}`;
    throw new ProblemError({
      code: "HL922",
      level: "error",
      message: `There is no stand-in for ${reference}: ${variant === kept ? "its tag names no version" : only}.`,
      fix: `Use a tag with the version of the ${kept ?? "default (Debian)"} variant.`,
    });
  }
  return { ...rest, arguments: byVersion?.(numbers ?? []) ?? {} };
}
