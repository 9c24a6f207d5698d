import { Redis, Stack, Valkey } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

const kinds = [
  ["redis", Redis],
  ["valkey", Valkey],
] as const;

function server(Kind: typeof Redis | typeof Valkey, props = {}) {
  const lab = homelab();
  new Kind(new Stack(lab, "app"), "cache", props);
  return lab;
}

describe.each(kinds)("%s", (name, Kind) => {
  it("is a cache by default: nothing on disk, no capability, the image's user", () => {
    const lab = server(Kind);
    expect(serviceOf(lab, "app/cache")).toMatchObject({
      mounts: [],
      tmpfs: { "/data": "size=64m,uid=999,gid=999,mode=0700" },
      user: "999:999",
      capAdd: [],
      ports: [],
    });
    expect(modelOf(lab).stacks[0]?.volumes).toEqual([]);
    const settings = fileOf(lab, "app/cache/config").split("\n");
    expect(settings).toEqual(expect.arrayContaining(['save ""', "appendonly no", "maxmemory-policy allkeys-lru"]));
  });

  it("keeps what it holds on a volume where that is asked for, and can step down from root", () => {
    const lab = server(Kind, { persistent: true });
    const service = serviceOf(lab, "app/cache");
    expect(service.mounts).toMatchObject([{ source: "cache-data", target: "/data" }]);
    expect(service.tmpfs).toEqual({});
    expect(service.user).toBeUndefined();
    const more = name === "redis" ? ["FOWNER", "SETPCAP"] : [];
    expect(service.capAdd).toEqual(["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID", ...more].sort());
    expect(modelOf(lab).stacks[0]?.volumes).toMatchObject([{ class: "data" }]);
    const settings = fileOf(lab, "app/cache/config").split("\n");
    expect(settings).toEqual(expect.arrayContaining(["appendonly yes", "maxmemory-policy noeviction"]));
  });

  it("has its password in files alone, which an owner can have only where the container starts as root", () => {
    const cache = serviceOf(server(Kind), "app/cache");
    expect(cache.secrets).toEqual([{ secret: "APP_CACHE_PASSWORD", target: "/run/secrets/password" }]);
    const kept = serviceOf(server(Kind, { persistent: true }), "app/cache");
    expect([...kept.secrets, ...kept.configs]).toMatchObject([
      { mode: "0400", uid: 999 },
      { mode: "0400", uid: 999 },
    ]);
    expect(fileOf(server(Kind), "app/cache/config")).toContain("requirepass <APP_CACHE_PASSWORD>\n");
    expect(JSON.stringify([cache.command, cache.environment])).not.toContain("PASSWORD");
  });

  it("is healthy when it answers the password's owner, not when it answers with an error", () => {
    const { healthcheck } = serviceOf(server(Kind), "app/cache");
    const client = name === "redis" ? "redis-cli" : "valkey-cli";
    expect(healthcheck).toMatchObject({
      test: ["CMD-SHELL", `REDISCLI_AUTH="$(cat /run/secrets/password)" ${client} ping | grep -q PONG`],
    });
  });

  it("leaves room for the copy that saving makes", () => {
    const lab = server(Kind, { memory: 512 });
    expect(fileOf(lab, "app/cache/config")).toContain("maxmemory 512mb\n");
    expect(serviceOf(lab, "app/cache").memLimit).toBe((2 * 512 + 128) * 1024 * 1024);
  });
});
