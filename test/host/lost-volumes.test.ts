import { Homelab, Service, Stack, Volume } from "homelab-stacks";
import { expect, it } from "vitest";
import { missingVolumes } from "../../lib/host/lost-volumes.ts";
import type { HostVolume } from "../../lib/host/snapshot.ts";
import { modelOf } from "../apps/definition.ts";

it("a volume is missing where a stack owns it, and where one only mounts it; a folder of the host is none", () => {
  const lab = new Homelab("lab");
  const [one, two] = [new Stack(lab, "one"), new Stack(lab, "two")];
  const [shared, own] = [new Volume(one, "shared", { class: "data" }), new Volume(two, "own", { class: "data" })];
  const folder = new Volume(two, "folder", { class: "data", storage: { bind: "/srv/folder" } });
  new Service(one, "web", { image: "app:1", volumes: [{ volume: shared, target: "/data" }] });
  const volumes = [shared, own, folder].map((volume, index) => ({ volume, target: `/data${index}` }));
  new Service(two, "web", { image: "app:1", volumes });
  const { stacks } = modelOf(lab);
  const there = [{ Name: "two_own" }] as HostVolume[];
  expect(missingVolumes(stacks, there).map(({ name }) => name)).toEqual(["one_shared"]);
  expect(missingVolumes(stacks.slice(1), there).map(({ name }) => name)).toEqual(["one_shared"]);
  expect(
    missingVolumes(stacks.slice(1), [])
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["one_shared", "two_own"]);
});
