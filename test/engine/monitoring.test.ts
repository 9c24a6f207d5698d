import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { queries } from "../../lib/apps/grafana/dashboard.ts";
import { engine, waitFor } from "./engine.ts";
import { exampleProject, tunnelToken } from "./example-project.ts";
import type { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns } from "./standins.ts";
import { notWell } from "./system.ts";

// The example 03-metrics by the real Pulumi: a real Prometheus reads a real exporter of the host and a real cAdvisor, which sees
// containers through a real HAProxy.

let project: PulumiProject;

beforeAll(async () => {
  // Read more often, for the tests' sake alone.
  const edit = (definition: string) => definition.replace('retention: "90d"', 'retention: "90d", interval: "3s"');
  project = await exampleProject("03-metrics", { METER_EDGE_TUNNEL_TOKEN: tunnelToken }, edit);
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
