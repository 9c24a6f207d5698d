import { describe, expect, it } from "vitest";
import lab from "../../stacks/homelab.ts";
import { modelOf } from "./definition.ts";

const model = modelOf(lab);
const services = model.stacks.flatMap((stack) => stack.services);

describe("the example homelab", () => {
  it("publishes on the host what it asks for, on loopback alone", () => {
    const ports = services.flatMap((service) =>
      service.ports.map((port) => `${service.key} ${port.hostIp}:${port.published}`),
    );
    expect(ports.sort()).toEqual(["forgejo 127.0.0.1:2222", "forgejo 127.0.0.1:3006"]);
  });

  it("leads three hostnames to three apps", () => {
    expect(model.routes.map(({ host, service }) => `${host} ${service}`)).toEqual([
      "cloud.example.com nextcloud/nextcloud",
      "git.example.com forgejo/forgejo",
      "www.example.com homepage/homepage",
    ]);
  });

  it.each(services.map((service) => [service.path, service] as const))(
    "%s has what every component has",
    (_, service) => {
      expect(service.image).toMatch(/^[a-z.]+\/.+:v?\d+\.\d+/);
      expect(service.memLimit).toBeGreaterThan(0);
      expect(service.capDrop).toEqual(["ALL"]);
      expect(service.securityOpt).toEqual(["no-new-privileges:true"]);
      if (service.oneShot) return;
      expect(service.healthcheck).toMatchObject({ test: expect.any(Array) });
      // A copied file may have an owner only where the container starts as root.
      if (service.user === undefined) return;
      for (const file of [...service.secrets, ...service.configs]) expect(file).not.toHaveProperty("uid");
    },
  );

  it("puts no secret's value into an environment or a command", () => {
    for (const { environment, command = [] } of services)
      for (const value of [...Object.values(environment), ...command]) expect(value).toBeTypeOf("string");
  });

  it("keeps databases and caches off the shared network", () => {
    const shared = services.filter((service) => service.networks.some((join) => join.network === "kite"));
    expect(shared.map((service) => service.key).sort()).toEqual(["cloudflared", "forgejo", "homepage", "nextcloud"]);
  });
});
