import { Cloudflared, Forgejo, type ForgejoProps, MariaDB, Postgres, Secret, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { homelab, modelOf, serviceOf } from "./definition.ts";

function parts(props: ForgejoProps = {}) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  const tunnel = new Cloudflared(edge, "tunnel", { token: Secret.provided(edge, "token") });
  const git = new Forgejo(new Stack(lab, "git"), "forgejo", props);
  return { lab, tunnel, git };
}

describe("Forgejo", () => {
  it("follows its route", () => {
    const { lab, tunnel, git } = parts();
    tunnel.route("git", git.web);
    expect(serviceOf(lab, "git/forgejo").environment).toMatchObject({
      FORGEJO__server__ROOT_URL: "https://git.example.com/",
      FORGEJO__server__DOMAIN: "git.example.com",
      FORGEJO__server__DISABLE_SSH: "true",
    });
  });

  it("works without a route, on the published port", () => {
    const { lab } = parts({ http: { hostPort: 3006 } });
    const { environment, ports } = serviceOf(lab, "git/forgejo");
    expect(environment["FORGEJO__server__ROOT_URL"]).toBe("http://localhost:3006/");
    expect(ports).toEqual([{ target: 3000, published: 3006, hostIp: "127.0.0.1", protocol: "tcp" }]);
  });

  it("shows the host's SSH port and listens on the container's", () => {
    const { lab, tunnel, git } = parts({ ssh: { hostPort: 2222, hostIp: "192.168.1.5", domain: "ssh.lan" } });
    tunnel.route("git", git.web);
    const { environment, ports, capAdd } = serviceOf(lab, "git/forgejo");
    expect(environment).toMatchObject({
      FORGEJO__server__DISABLE_SSH: "false",
      FORGEJO__server__SSH_DOMAIN: "ssh.lan",
      FORGEJO__server__SSH_PORT: "2222",
      FORGEJO__server__SSH_LISTEN_PORT: "22",
    });
    expect(ports).toEqual([{ target: 22, published: 2222, hostIp: "192.168.1.5", protocol: "tcp" }]);
    expect(capAdd).toContain("SYS_CHROOT");
    expect(serviceOf(parts().lab, "git/forgejo").capAdd).not.toContain("SYS_CHROOT");
  });

  it("marks its cookie secure only where nobody comes by plain HTTP, and says so either way, since app.ini keeps it", () => {
    const secure = ({ lab }: { lab: Parameters<typeof serviceOf>[0] }) =>
      serviceOf(lab, "git/forgejo").environment["FORGEJO__session__COOKIE_SECURE"];
    const routed = parts();
    routed.tunnel.route("git", routed.git.web);
    const both = parts({ http: { hostPort: 3000 } });
    both.tunnel.route("git", both.git.web);
    expect([secure(routed), secure(both), secure(parts())]).toEqual(["true", "false", "false"]);
  });

  it("starts installed and closed to registrations, with keys that are kept as files", () => {
    const { environment, secrets } = serviceOf(parts().lab, "git/forgejo");
    expect(environment).toMatchObject({
      FORGEJO__security__INSTALL_LOCK: "true",
      FORGEJO__server__LFS_START_SERVER: "true",
      FORGEJO__service__DISABLE_REGISTRATION: "true",
      FORGEJO__security__SECRET_KEY__FILE: "/run/secrets/forgejo-secret-key",
      FORGEJO__security__INTERNAL_TOKEN__FILE: "/run/secrets/forgejo-internal-token",
    });
    expect(secrets.every((file) => file.mode === "0400" && file.uid === 1000)).toBe(true);
    expect(JSON.stringify(environment)).not.toContain('"secret"');
    expect(serviceOf(parts({ registration: true }).lab, "git/forgejo").environment).toMatchObject({
      FORGEJO__service__DISABLE_REGISTRATION: "false",
    });
  });

  it("has JWT secrets of the one form that it does not replace: 32 bytes in base64url", () => {
    const secrets = modelOf(parts().lab).stacks.flatMap((stack) => stack.secrets);
    const jwt = secrets.filter((secret) => secret.name.includes("JWT"));
    expect(jwt).toHaveLength(2);
    for (const { source } of jwt) expect(source).toEqual({ from: "generated", length: 43, alphabet: "urlsafe" });
  });

  it("uses SQLite unless it is given a database, and then its volume holds one", () => {
    const { lab } = parts();
    expect(serviceOf(lab, "git/forgejo").environment["FORGEJO__database__DB_TYPE"]).toBe("sqlite3");
    expect(modelOf(lab).stacks.flatMap((stack) => stack.volumes)).toMatchObject([
      { key: "forgejo-data", class: "database" },
    ]);
  });

  it("uses the database that it is given", () => {
    const lab = homelab();
    const stack = new Stack(lab, "git");
    new Forgejo(stack, "forgejo", { database: new Postgres(stack, "postgres").database("forgejo") });
    const { environment, dependsOn } = serviceOf(lab, "git/forgejo");
    expect(environment).toMatchObject({
      FORGEJO__database__DB_TYPE: "postgres",
      FORGEJO__database__HOST: "postgres:5432",
      FORGEJO__database__NAME: "forgejo",
      FORGEJO__database__USER: "forgejo",
      FORGEJO__database__PASSWD__FILE: "/run/secrets/postgres-forgejo-password",
    });
    expect(dependsOn.map((one) => one.condition)).toEqual(["service_healthy", "service_completed_successfully"]);
  });

  it("uses MariaDB as well", () => {
    const lab = homelab();
    const stack = new Stack(lab, "git");
    new Forgejo(stack, "forgejo", { database: new MariaDB(stack, "mariadb").database("forgejo") });
    expect(serviceOf(lab, "git/forgejo").environment).toMatchObject({
      FORGEJO__database__DB_TYPE: "mysql",
      FORGEJO__database__HOST: "mariadb:3306",
      FORGEJO__database__PASSWD__FILE: "/run/secrets/mariadb-forgejo-password",
    });
  });

  it("refuses the rootless variant, which would start empty beside the data", () => {
    const { lab, git } = parts();
    git.service.override({ image: "codeberg.org/forgejo/forgejo:15.0.7-rootless" });
    expect(build(lab).problems).toMatchObject([{ code: "HL079", path: "git/forgejo" }]);
  });
});
