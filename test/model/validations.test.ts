import { Construct } from "constructs";
import { expect, it } from "vitest";
import { Homelab, Service, Stack } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";

const image = "docker.io/library/nginx:1.30.4";

it("a construct checks itself once the whole definition is known", () => {
  const lab = new Homelab("kite", { domain: "example.com" });
  const stack = new Stack(lab, "one");
  const app = new Service(stack, "app", { image });
  const web = app.web(80);
  app.node.addValidation({ validate: () => (web.isRouted ? [] : ["it is not routed"]) });
  expect(build(lab).problems).toMatchObject([
    {
      code: "HL081",
      path: "one/app",
      message: "it is not routed",
      source: expect.stringContaining("validations.test"),
    },
  ]);
  web.addRoute("www", new Service(stack, "ingress", { image }));
  expect(build(lab).problems).toEqual([]);
});

it("one that fails is a mistake of the definition, with its line, and hides no other", () => {
  const lab = new Homelab("kite");
  const own = new Construct(lab, "own");
  own.node.addValidation({
    validate: () => {
      throw new Error("boo");
    },
  });
  new Service(new Stack(lab, "one"), "app", { image }).node.addValidation({ validate: () => ["second"] });
  const { problems } = build(lab);
  expect(problems.map(({ code }) => code).sort()).toEqual(["HL073", "HL081"]);
  expect(problems.find(({ code }) => code === "HL073")).toMatchObject({
    path: "own",
    message: "its validation failed: boo",
    source: expect.stringMatching(/validations\.test\.ts:\d+$/),
  });
});
