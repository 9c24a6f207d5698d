import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examples } from "../../docs/examples.ts";
import { queries } from "../../lib/apps/grafana/dashboard.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns } from "./standins.ts";
import { notWell } from "./system.ts";

// The example 03-metrics by the real Pulumi: a real Prometheus reads a real exporter of the host and a real cAdvisor, which sees
// containers through a real HAProxy.

const stacks = ["meter-edge", "metrics", "meter-home"] as const;
const token = btoa(JSON.stringify({ a: "account", s: "c2VjcmV0", t: "6ff42ae2-765d-4adf-8112-31c55c1551ef" }));
let project: PulumiProject;

beforeAll(async () => {
  const example = examples.find(({ name }) => name === "03-metrics");
  const text = await readFile(example?.file ?? "", "utf8");
  // Read more often, for the tests' sake alone.
  const definition = text.replace('retention: "90d"', 'retention: "90d", interval: "3s"');
  project = await PulumiProject.create(definition, stacks);
  await project.homelab(["secrets", "set", "METER_EDGE_TUNNEL_TOKEN"], token);
  await project.homelab(["render", "--secrets"]);
  const files = await Promise.all(
    stacks.map((stack) => readFile(`${project.root}/compose/${stack}/compose.yaml`, "utf8")),
  );
  await engine.images([
    ...new Set(files.flatMap((file) => [...file.matchAll(/image: (\S+)/g)].map(([, name = ""]) => name))),
  ]);
  if (engine.mirror !== undefined) {
    await project.pulumi(["config", "set", "mirror", engine.mirror]);
    await project.homelab(["render", "--secrets", "--mirror", engine.mirror]);
  }
});

afterAll(() => project?.dispose());

/** What Prometheus' API answers. */
async function ask(path: string) {
  const url = `http://127.0.0.1:9090/api/v1/${path}`;
  return JSON.parse(await engine.exec("metrics-prometheus-1", ["wget", "-qO-", url])).data;
}

describe("the example 03-metrics", () => {
  it("comes up by `pulumi up`, every container healthy, and changes nothing after that", async () => {
    await project.up();
    const found = await notWell(project);
    expect(found).toEqual({ all: found.all, notWell: [] });
    await project.expectQuiet();
  });

  it("has a configuration that promtool takes", async () => {
    const said = await engine.exec("metrics-prometheus-1", [
      ...["promtool", "check", "config", "/etc/prometheus/prometheus.yml"],
    ]);
    expect(said).toContain("SUCCESS");
  });

  it("reads everything that has metrics, and each answers", async () => {
    const up = await waitFor(async () => {
      const { activeTargets } = await ask("targets");
      const states = activeTargets.map((one: { scrapePool: string; health: string }) => [one.scrapePool, one.health]);
      return states.every(([, health]: [string, string]) => health === "up") && Object.fromEntries(states);
    }, 120_000);
    expect(Object.keys(up).sort()).toEqual([
      "metrics/containers",
      "metrics/grafana",
      "metrics/host",
      "metrics/prometheus",
    ]);
  });

  // Which of the host's networks there are is the host's.
  it.each(queries.map((query) => query.replace(/\{device[^}]*\}/, "")))("has an answer to %s", async (query) => {
    const found = await waitFor(async () => {
      const { result } = await ask(`query?query=${encodeURIComponent(query)}`);
      return result.length > 0 && (result as { metric: { name?: string } }[]);
    }, 120_000);
    if (query.includes("by (name)"))
      expect(found.map(({ metric }) => metric.name)).toEqual(expect.arrayContaining(["metrics-prometheus-1"]));
  });

  it("lets Grafana reach its source", async () => {
    const curl = ["curl", "-fsS", "http://prometheus:9090/-/healthy"];
    expect(await engine.exec("metrics-grafana-1", curl)).toContain("Healthy");
  });
});

describeStandIns("its apps, as the stand-ins tell", () => {
  it("Grafana has its password as a file, and its source and dashboard where it looks for them", async () => {
    const seen = JSON.parse(await engine.exec("metrics-grafana-1", ["curl", "-fsS", "http://localhost:3000/standin"]));
    expect(seen.secrets).toEqual({ GF_SECURITY_ADMIN_PASSWORD__FILE: 32 });
    expect(Object.keys(seen.files).sort()).toEqual([
      "/etc/grafana/dashboards/homelab.json",
      "/etc/grafana/provisioning/dashboards/homelab.yaml",
      "/etc/grafana/provisioning/datasources/homelab.yaml",
    ]);
  });

  it("Homepage shows the state of each tile's container", async () => {
    const url = "http://127.0.0.1:3000/api/docker/status/metrics-grafana-1/engine";
    const state = JSON.parse(await engine.exec("meter-home-homepage-1", ["wget", "-qO-", url]));
    expect(state).toEqual({ status: "running", health: "healthy" });
  });
});
