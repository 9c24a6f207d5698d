import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Homelab, Secret, Service, Stack, Volume } from "../../../lib/core/index.ts";
import { build } from "../../../lib/model/index.ts";
import { graph } from "../../../lib/targets/documents/graph.ts";
import example from "../../../stacks/homelab.ts";

describe("the graph", () => {
  it("shows stacks, services, volumes, routes and who waits for whom", () => {
    const homelab = new Homelab("kite", { domain: "example.com" });
    const stack = new Stack(homelab, "web");
    const volume = new Volume(stack, "data", { class: "data" });
    const db = new Service(stack, "db", { image: "db:1", volumes: [{ volume, target: "/data" }] });
    const environment = {
      HOST: db.endpoint("sql", "postgres", 5432).host,
      TOKEN: Secret.generated(stack, "token").file(),
    };
    const app = new Service(stack, "app", { image: "app:1", environment });
    app.web(80).addRoute("www", new Service(stack, "tunnel", { image: "tunnel:1" }));
    expect(graph(build(homelab).model)).toMatchInlineSnapshot(`
      "flowchart LR
        subgraph stack0["web"]
          service1["app"]
          service2["db"]
          service3["tunnel"]
          volume4[("data")]
        end
        visitors5((visitors)) --> service3
        service3 -->|"www.example.com"| service1
        service1 -.-> service2
        service2 --- volume4
      "
    `);
  });

  it("is the picture in the README", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    expect(readme).toContain(`\`\`\`mermaid\n${graph(build(example).model)}\`\`\`\n`);
  });
});
