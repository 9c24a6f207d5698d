import { describe, expect, it } from "vitest";
import { ProblemError } from "../../lib/core/problem.ts";
import { recipe, repositories } from "../../lib/demo/catalogue.ts";
import { provideImages } from "../../lib/demo/images.ts";
import { parseReference } from "../../lib/demo/reference.ts";

function problem(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0];
    throw error;
  }
  return undefined;
}

describe("a reference", () => {
  it.each([
    ["docker.io/library/postgres:17.11-trixie", "docker.io/library/postgres", "17.11-trixie"],
    ["ghcr.io/gethomepage/homepage:v2.1.0", "ghcr.io/gethomepage/homepage", "v2.1.0"],
    ["localhost:5000/a/b_c:1", "localhost:5000/a/b_c", "1"],
    ["127.0.0.1:5000/ghcr.io/x/y:2", "127.0.0.1:5000/ghcr.io/x/y", "2"],
  ])("%s has registry, path and tag", (text, repository, tag) => {
    expect(parseReference(text)).toEqual({ repository, tag });
  });

  it.each([
    "postgres:17",
    "library/postgres:17",
    "docker.io/library/postgres",
    "docker.io/library/postgres:",
    "docker.io/library/postgres:17@sha256:0000",
    "docker.io/Library/postgres:17",
    "",
  ])("%j is none", (text) => {
    expect(problem(() => parseReference(text))).toMatchObject({ code: "HL920", level: "error" });
  });
});

describe("the catalogue", () => {
  it("puts PostgreSQL's data where the tag's major version has it", () => {
    expect(recipe("docker.io/library/postgres:17.11-trixie").arguments).toEqual({
      MAJOR: "17",
      PGDATA: "/var/lib/postgresql/data",
      VOLUME: "/var/lib/postgresql/data",
    });
    expect(recipe("docker.io/library/postgres:18.6-trixie").arguments).toEqual({
      MAJOR: "18",
      PGDATA: "/var/lib/postgresql/18/docker",
      VOLUME: "/var/lib/postgresql",
    });
  });

  it("gives Nextcloud the version of its tag, filled up with zeros", () => {
    expect(recipe("docker.io/library/nextcloud:34.0.3-apache").arguments).toEqual({ VERSION: "34.0.3" });
    expect(recipe("docker.io/library/nextcloud:33-apache").arguments).toEqual({ VERSION: "33.0.0" });
  });

  it("declares Redis' volume for the versions that do", () => {
    expect(recipe("docker.io/library/redis:8.4.1-trixie").arguments).toEqual({ VOLUME: "declared" });
    expect(recipe("docker.io/library/redis:8.10.1-trixie").arguments).toEqual({ VOLUME: "none" });
  });

  it("builds Forgejo the same from both of its registries", () => {
    expect(recipe("data.forgejo.org/forgejo/forgejo:15.0.7")).toEqual(recipe("codeberg.org/forgejo/forgejo:15.0.7"));
  });

  it("names what exists where a repository has no stand-in", () => {
    const found = problem(() => recipe("docker.io/library/mysql:8"));
    expect(found).toMatchObject({ code: "HL921", exists: repositories });
    expect(found?.message).toContain("docker.io/library/mysql");
    expect(repositories).toContain("docker.io/library/postgres");
  });

  it.each([
    "docker.io/library/postgres:18.6-alpine",
    "docker.io/library/nextcloud:34.0.3-fpm",
    "codeberg.org/forgejo/forgejo:15.0.7-rootless",
    "docker.io/library/postgres:latest",
  ])("refuses %s, whose contract is another or unknown", (reference) => {
    expect(problem(() => recipe(reference))).toMatchObject({ code: "HL922" });
  });

  it("is asked for all references before anything is built", async () => {
    // Nobody listens on port 1: had the first reference been tried, another error would come.
    const both = ["docker.io/library/postgres:17.11-trixie", "docker.io/library/mysql:8"];
    await expect(provideImages(both, "127.0.0.1:1")).rejects.toThrow("HL921");
  });
});
