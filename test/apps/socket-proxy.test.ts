import { Cloudflared, type DockerRights, Forgejo, Homepage, Secret, SocketProxy, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function proxied(...granted: readonly DockerRights[]) {
  const lab = homelab();
  const stack = new Stack(lab, "host");
  const proxy = new SocketProxy(stack, "docker");
  for (const rights of granted) proxy.access(rights);
  return { lab, stack, proxy };
}

/** What is let through, by method and path, as HAProxy's file has it. */
function lets(lab: ReturnType<typeof homelab>, method: string, path: string): boolean {
  const file = fileOf(lab, "host/docker/config");
  const patterns = (acl: string) => [...file.matchAll(new RegExp(`acl ${acl} path -m reg (\\S+)`, "g"))];
  const matches = (acl: string) => patterns(acl).some(([, pattern = ""]) => new RegExp(pattern).test(path));
  if (method === "POST") return file.includes("|| posts controllable") && matches("controllable");
  return (method === "GET" || method === "HEAD") && matches("readable");
}

describe("SocketProxy", () => {
  it("lets nothing through but the engine's name and that it answers, unless it is asked for", () => {
    const { lab } = proxied();
    for (const path of ["/_ping", "/version", "/v1.45/version"]) expect(lets(lab, "GET", path), path).toBe(true);
    for (const path of ["/containers/json", "/info", "/events"]) expect(lets(lab, "GET", path), path).toBe(false);
  });

  it("gives whoever reads containers their state, and neither their files nor their output", () => {
    const { lab } = proxied({ containers: "read" });
    for (const path of ["/containers/json", "/v1.45/containers/a-b_1/json", "/containers/ab/stats"])
      expect(lets(lab, "GET", path), path).toBe(true);
    for (const path of [
      ...["/containers/ab/archive", "/containers/ab/export", "/containers/ab/logs", "/containers/ab/attach/ws"],
      ...["/containers/../secrets/json", "//containers/json", "/containers/%2e%2e/json", "/containers/json/../x"],
      ...["/images/json", "/secrets", "/networks"],
    ])
      expect(lets(lab, "GET", path), path).toBe(false);
    for (const path of ["/containers/create", "/containers/ab/start", "/containers/ab/exec"])
      expect(lets(lab, "POST", path), path).toBe(false);
    expect(lets(lab, "DELETE", "/containers/ab/json")).toBe(false);
  });

  it("lets starts and stops through where somebody controls, and nothing that creates", () => {
    const { lab } = proxied({ containers: "control" }, { networks: "read" });
    for (const what of ["start", "stop", "restart"]) expect(lets(lab, "POST", `/containers/ab/${what}`)).toBe(true);
    for (const path of ["/containers/create", "/containers/ab/exec", "/containers/ab/update", "/containers/ab/start/x"])
      expect(lets(lab, "POST", path), path).toBe(false);
    expect(lets(lab, "GET", "/networks/kite")).toBe(true);
  });

  it("writes the same whatever the order of who asks", () => {
    const rights: DockerRights[] = [{ containers: "read" }, { info: "read" }, { containers: "read", events: "read" }];
    const file = fileOf(proxied(...rights).lab, "host/docker/config");
    expect(fileOf(proxied(...rights.toReversed()).lab, "host/docker/config")).toBe(file);
  });

  it("names a right that there is not", () => {
    const { lab } = proxied({ containers: "write" } as never, { secrets: "read" } as never);
    expect(build(lab).problems).toMatchObject([
      { code: "HL070", path: "host/docker", exists: ["read", "control"] },
      { code: "HL003", path: "host/docker", message: 'there is no property "secrets" in access' },
    ]);
  });

  it("stands on a network of its own without a way out, with whoever refers to it and nobody else", () => {
    const { lab, stack, proxy } = proxied();
    new Homepage(new Stack(lab, "home"), "homepage", { docker: proxy });
    new Forgejo(stack, "git");
    const joins = (path: string) => serviceOf(lab, path).networks.map(({ network }) => network);
    expect(joins("host/docker")).toEqual(["docker-network"]);
    expect(joins("host/git")).toEqual(["default"]);
    expect(joins("home/homepage")).toEqual(["default", "host-docker-network"]);
    const networks = modelOf(lab).stacks.flatMap((one) =>
      one.networks.map((network) => ({ ...network, of: one.name })),
    );
    const own = networks.filter(({ name }) => name === "host_docker-network");
    expect(own.map(({ of, internal, external }) => ({ of, internal, external }))).toEqual([
      { of: "home", internal: true, external: true },
      { of: "host", internal: true, external: false },
    ]);
  });
});

describe("Homepage with an engine", () => {
  it("shows the state of each tile's container, whatever it is called", () => {
    const { lab, stack, proxy } = proxied();
    const tunnel = new Cloudflared(stack, "tunnel", { token: Secret.provided(stack, "token") });
    const git = new Forgejo(stack, "git");
    const code = new Forgejo(stack, "code");
    code.service.override({ containerName: "the-code" });
    for (const [name, app] of Object.entries({ git, code })) tunnel.route(name, app.web);
    new Homepage(new Stack(lab, "home"), "homepage", { docker: proxy });
    const [{ Apps }] = parse(fileOf(lab, "home/homepage/services-yaml"));
    const containers = Apps.map((tile: Record<string, object>) => Object.values(tile)[0]);
    expect(containers).toMatchObject([
      { server: "engine", container: "the-code" },
      { server: "engine", container: "host-git-1" },
    ]);
    expect(parse(fileOf(lab, "home/homepage/docker-yaml"))).toEqual({ engine: { host: "docker", port: 2375 } });
    expect(serviceOf(lab, "home/homepage").dependsOn).toEqual([]);
    expect(lets(lab, "GET", "/containers/the-code/json")).toBe(true);
  });
});
