import {
  Cloudflared,
  external,
  keyValue,
  MariaDB,
  Nextcloud,
  type NextcloudProps,
  Postgres,
  Redis,
  Secret,
  Stack,
  sqlDatabase,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { testOf } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function parts(props: Partial<NextcloudProps> = {}) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  const tunnel = new Cloudflared(edge, "tunnel", { token: Secret.provided(edge, "token") });
  const files = new Stack(lab, "files");
  const database = new Postgres(files, "postgres").database("nextcloud");
  const cloud = new Nextcloud(files, "nextcloud", { database, ...props });
  return { lab, files, tunnel, cloud };
}

const path = "files/nextcloud";

describe("Nextcloud", () => {
  it("follows its route: trusted names, links, proxies", () => {
    const { lab, tunnel, cloud } = parts();
    tunnel.route("cloud", cloud.web);
    tunnel.route("another", cloud.web);
    expect(serviceOf(lab, path).environment).toMatchObject({
      NEXTCLOUD_TRUSTED_DOMAINS: "another.example.com cloud.example.com",
      OVERWRITECLIURL: "https://another.example.com",
      OVERWRITEPROTOCOL: "https",
      TRUSTED_PROXIES: "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
    });
  });

  it("never overwrites the host name, since Nextcloud would then answer to every name", () => {
    const { lab, tunnel, cloud } = parts();
    tunnel.route("cloud", cloud.web);
    expect(serviceOf(lab, path).environment).not.toHaveProperty("OVERWRITEHOST");
  });

  it("works without a route, by the port that is published", () => {
    const { lab } = parts({ http: { hostPort: 8080 }, trustedDomains: ["nas.lan"] });
    const { environment, ports } = serviceOf(lab, path);
    expect(environment).toMatchObject({
      NEXTCLOUD_TRUSTED_DOMAINS: "127.0.0.1:8080 localhost:8080 nas.lan",
      OVERWRITECLIURL: "http://localhost:8080",
      TRUSTED_PROXIES: "127.0.0.1",
    });
    expect(environment).not.toHaveProperty("OVERWRITEPROTOCOL");
    expect(ports).toEqual([{ target: 80, published: 8080, hostIp: "127.0.0.1", protocol: "tcp" }]);
  });

  it("fixes the protocol only where every visitor comes by the same one", () => {
    const both = parts({ http: { hostPort: 8080 } });
    both.tunnel.route("cloud", both.cloud.web);
    const mixed = parts();
    mixed.tunnel.route("cloud", mixed.cloud.web);
    mixed.cloud.web.addRoute("lan", mixed.tunnel.service, { scheme: "http" });
    for (const { lab } of [both, mixed])
      expect(serviceOf(lab, path).environment).not.toHaveProperty("OVERWRITEPROTOCOL");
  });

  it("publishes nothing that it was not asked to", () => {
    const { lab } = parts();
    expect(modelOf(lab).stacks.flatMap((stack) => stack.services.flatMap((service) => service.ports))).toEqual([]);
    expect(serviceOf(lab, path).environment["OVERWRITECLIURL"]).toBe("http://localhost");
  });

  it("runs its jobs in a second container with the same environment, volumes and files, but the administrator's password", () => {
    const { lab, tunnel, cloud } = parts();
    tunnel.route("cloud", cloud.web);
    const app = serviceOf(lab, path);
    const cron = serviceOf(lab, "files/nextcloud/cron");
    expect(cron.entrypoint).toEqual(["/cron.sh"]);
    for (const key of ["image", "mounts", "configs"] as const) expect(cron[key]).toEqual(app[key]);
    const { NEXTCLOUD_ADMIN_USER, NEXTCLOUD_ADMIN_PASSWORD_FILE, ...environment } = app.environment;
    expect([NEXTCLOUD_ADMIN_USER, NEXTCLOUD_ADMIN_PASSWORD_FILE]).toEqual([
      "admin",
      "/run/secrets/nextcloud-admin-password",
    ]);
    expect(cron.environment).toEqual(environment);
    expect(cron.secrets).toEqual(app.secrets.filter(({ target }) => target !== NEXTCLOUD_ADMIN_PASSWORD_FILE));
    expect(cron.dependsOn).toContainEqual({ stack: "files", service: "nextcloud", condition: "service_healthy" });
    expect(cron).toMatchObject({ stopSignal: "SIGTERM", init: true });
    expect(cron.networks.map((join) => join.network)).toEqual(["default"]);
  });

  it("waits for its database and its cache, and gets their passwords as files of www-data", () => {
    const lab = homelab();
    const files = new Stack(lab, "files");
    const database = new Postgres(files, "postgres").database("nextcloud");
    new Nextcloud(files, "nextcloud", { database, cache: new Redis(files, "redis") });
    const { environment, dependsOn, secrets } = serviceOf(lab, path);
    expect(environment).toMatchObject({
      POSTGRES_HOST: "postgres:5432",
      POSTGRES_DB: "nextcloud",
      POSTGRES_USER: "nextcloud",
      REDIS_HOST: "redis",
      REDIS_HOST_PORT: "6379",
    });
    expect(dependsOn.map((one) => `${one.service} ${one.condition}`)).toEqual([
      "postgres service_healthy",
      "postgres-databases service_completed_successfully",
      "redis service_healthy",
    ]);
    expect(secrets.map((file) => file.secret)).toEqual([
      "FILES_NEXTCLOUD_ADMIN_PASSWORD",
      "FILES_POSTGRES_NEXTCLOUD_PASSWORD",
      "FILES_REDIS_PASSWORD",
    ]);
    expect(secrets.every((file) => file.uid === 33 && file.mode === "0400")).toBe(true);
    expect(JSON.stringify(environment)).not.toContain('"secret"');
  });

  it("takes servers that lie elsewhere, with or without a password", () => {
    const lab = homelab();
    const files = new Stack(lab, "files");
    const password = Secret.provided(files, "database-password");
    new Nextcloud(files, "nextcloud", {
      database: sqlDatabase({
        engine: "postgres",
        endpoint: external("postgres", "db.lan", 5433),
        database: "nc",
        user: "nc",
        password,
      }),
      cache: keyValue({ endpoint: external("redis", "cache.lan", 6380) }),
    });
    const { environment, dependsOn } = serviceOf(lab, path);
    expect(environment).toMatchObject({
      POSTGRES_HOST: "db.lan:5433",
      REDIS_HOST: "cache.lan",
      REDIS_HOST_PORT: "6380",
    });
    expect(environment).not.toHaveProperty("REDIS_HOST_PASSWORD_FILE");
    expect(dependsOn).toEqual([]);
  });

  it("keeps code and users' files apart, each on a volume of its own", () => {
    const { lab } = parts({ dataStorage: { path: "/mnt/disk/nextcloud" } });
    expect(serviceOf(lab, path).mounts).toMatchObject([
      { type: "volume", source: "nextcloud-html", target: "/var/www/html" },
      { type: "bind", source: "/mnt/disk/nextcloud", target: "/var/www/html/data" },
    ]);
  });

  it("reconciles its configuration before an upgrade and before each start", () => {
    const { lab } = parts();
    const { configs } = serviceOf(lab, path);
    expect(configs.map(({ target, mode }) => [target, mode])).toEqual([
      ["/docker-entrypoint-hooks.d/before-starting/homelab.sh", "0755"],
      ["/docker-entrypoint-hooks.d/pre-upgrade/homelab.sh", "0755"],
    ]);
    expect(fileOf(lab, "files/nextcloud/pre-upgrade")).toBe(fileOf(lab, "files/nextcloud/before-starting"));
  });

  it("is healthy only installed, out of maintenance, up to date, and able to show its pages", () => {
    const { healthcheck } = serviceOf(parts().lab, path);
    const command = testOf(healthcheck).join(" ");
    for (const part of [
      "Host: localhost",
      '"installed":true',
      '"maintenance":false',
      '"needsDbUpgrade":false',
      "/login",
    ])
      expect(command.replaceAll("\\", "")).toContain(part);
    expect(healthcheck).toMatchObject({ startPeriod: 300_000 });
  });

  it("is the same whether it is routed early or late", () => {
    const early = parts();
    early.tunnel.route("cloud", early.cloud.web);
    new Redis(early.files, "redis");
    const late = parts();
    new Redis(late.files, "redis");
    late.tunnel.route("cloud", late.cloud.web);
    expect(JSON.stringify(modelOf(early.lab))).toBe(JSON.stringify(modelOf(late.lab)));
  });

  it("uses MariaDB as well", () => {
    const lab = homelab();
    const stack = new Stack(lab, "files");
    new Nextcloud(stack, "nextcloud", { database: new MariaDB(stack, "mariadb").database("cloud") });
    const { environment } = serviceOf(lab, path);
    expect(environment).toMatchObject({
      MYSQL_HOST: "mariadb:3306",
      MYSQL_DATABASE: "cloud",
      MYSQL_USER: "cloud",
      MYSQL_PASSWORD_FILE: "/run/secrets/mariadb-cloud-password",
    });
    expect(Object.keys(environment).filter((name) => name.startsWith("POSTGRES"))).toEqual([]);
  });
});
