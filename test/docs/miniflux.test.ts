import { Homelab, Postgres, Stack, Traefik } from "homelab-stacks";
import { buildHomelab } from "homelab-stacks/testing";
import { expect, it } from "vitest";
import { Miniflux } from "./miniflux.ts";

it("is called by its route, and starts once its database is healthy", () => {
  const lab = new Homelab("kite", { domain: "example.com" });
  const stack = new Stack(lab, "feeds");
  const feeds = new Miniflux(stack, "miniflux", { database: new Postgres(stack, "postgres").database("miniflux") });
  new Traefik(new Stack(lab, "edge"), "traefik").route("feeds", feeds.web);

  const { problems, service, file } = buildHomelab(lab);
  expect(problems.filter(({ level }) => level === "error")).toEqual([]);
  expect(service("feeds/miniflux").environment).toMatchObject({ BASE_URL: "https://feeds.example.com" });
  expect(file("feeds/compose.yaml")).toContain("condition: service_healthy");
});
