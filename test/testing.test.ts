import { Homelab, ProblemError, Service, Stack } from "homelab-stacks";
import { buildHomelab } from "homelab-stacks/testing";
import { expect, it } from "vitest";

const defined = (image: string) => {
  const lab = new Homelab("kite");
  new Service(new Stack(lab, "one"), "app", { image });
  return buildHomelab(lab);
};

it("gives the model, the service of a path and a stack's file", () => {
  const { model, service, file } = defined("docker.io/library/nginx:1.30.4");
  expect(model.stacks.map(({ name }) => name)).toEqual(["one"]);
  expect(service("one/app").image).toBe("docker.io/library/nginx:1.30.4");
  expect(file("one/compose.yaml")).toContain("image: docker.io/library/nginx:1.30.4");
  expect(() => service("one/ap")).toThrow("exists: one/app");
  expect(() => file("two/compose.yaml")).toThrow("one/compose.yaml");
});

it("gives what building and the checks find, and no file of a definition with an error", () => {
  const { problems, file } = defined("X");
  expect(problems).toContainEqual(expect.objectContaining({ code: "HL005", path: "one/app", level: "error" }));
  expect(() => file("one/compose.yaml")).toThrow(ProblemError);
  expect(defined("nginx").problems.map(({ level }) => level)).toContain("advice");
});
