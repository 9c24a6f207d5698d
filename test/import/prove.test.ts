import { describe, expect, it } from "vitest";
import type { Data } from "../../lib/import/data.ts";
import { differences, restarted } from "../../lib/import/prove.ts";

const proof = (service: Data, hash: string, more: Data = {}) => ({
  document: { services: { web: service }, ...more },
  hashes: new Map([["web", hash]]),
});
const shown = (text: string) => text.replaceAll("canary", "(secret)");

describe("the proof", () => {
  it("has nothing to say where both are the same", () => {
    const [before, after] = [proof({ image: "a", command: null, build: {} }, "1"), proof({ image: "a" }, "1")];
    expect(differences("app", before, after, shown)).toEqual([]);
    expect(restarted(before, after)).toEqual([]);
  });

  it("names service, key, both values and what follows, without secrets", () => {
    const before = proof({ environment: { A: "1", PASSWORD: "canary" }, volumes: ["x"] }, "1");
    const after = proof({ environment: { A: "1", PASSWORD: "other" } }, "2");
    expect(differences("app", before, after, shown)).toEqual([
      {
        ...{ path: "app/web", key: "environment.PASSWORD", before: "(secret)", after: "other" },
        consequence: "the container is recreated",
      },
      {
        ...{ path: "app/web", key: "volumes", before: '["x"]', after: "" },
        consequence: "the container is recreated, with other data",
      },
    ]);
    expect(restarted(before, after)).toEqual(["web"]);
  });

  it("tells an order of a list that changes the container from one that does not", () => {
    const before = proof({ volumes: ["a", "b"] }, "1");
    expect(differences("app", before, proof({ volumes: ["b", "a"] }, "2"), shown)).toMatchObject([
      { key: "volumes", before: '["a","b"]', after: '["b","a"]' },
    ]);
    const started = { depends_on: { db: { condition: "service_healthy" } } };
    expect(differences("app", proof({}, "1"), proof(started, "1"), shown)).toMatchObject([
      { key: "depends_on", consequence: "another start order" },
    ]);
  });

  it("looks at networks and volumes, and at services that stay outside", () => {
    const before = proof({}, "1", {
      networks: { back: { name: "app_back", ipam: {} } },
      volumes: { v: { name: "one" } },
    });
    const after = {
      document: { networks: { back: { name: "app_back" } }, volumes: { v: { name: "two" } } },
      hashes: new Map(),
    };
    expect(differences("app", before, after, shown)).toMatchObject([
      { path: "app/web", consequence: "it stays outside" },
      { path: "app volume v", key: "name", before: "one", after: "two" },
    ]);
  });
});
