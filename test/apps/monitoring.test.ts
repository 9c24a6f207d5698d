import {
  CAdvisor,
  Cloudflared,
  external,
  Forgejo,
  Grafana,
  Homepage,
  NodeExporter,
  Prometheus,
  Secret,
  Service,
  SocketProxy,
  Stack,
  UptimeKuma,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build } from "../../lib/model/index.ts";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function monitored() {
  const lab = homelab();
  const stack = new Stack(lab, "metrics");
  const prometheus = new Prometheus(stack, "prometheus");
  return { lab, stack, prometheus };
}

type Lab = ReturnType<typeof homelab>;
const scrapes = (lab: Lab) => parse(fileOf(lab, "metrics/prometheus/config")).scrape_configs;
const image = "docker.io/library/nginx:1.30.4";

describe("Prometheus", () => {
  it("reads what has metrics, by the service's path, and nothing when that is gone", () => {
    const { lab, stack } = monitored();
    const own = {
      job_name: "metrics/prometheus",
      metrics_path: "/metrics",
      static_configs: [{ targets: ["prometheus:9090"] }],
    };
    expect(scrapes(lab)).toEqual([own]);
    const app = new Service(stack, "app", { image });
    app.endpoint("figures", "http", 8080, { metrics: { path: "/stats" } });
    app.web(443, { protocol: "https", metrics: {} });
    new Forgejo(stack, "git");
    expect(scrapes(lab)).toEqual([
      { job_name: "metrics/app/figures", metrics_path: "/stats", static_configs: [{ targets: ["app:8080"] }] },
      {
        job_name: "metrics/app/web",
        scheme: "https",
        tls_config: { insecure_skip_verify: true },
        metrics_path: "/metrics",
        static_configs: [{ targets: ["app:443"] }],
      },
      own,
    ]);
  });

  it("waits for nobody whom it reads, and shares a network with those of other stacks", () => {
    const { lab } = monitored();
    new Service(new Stack(lab, "other"), "app", { image }).endpoint("metrics", "http", 80, { metrics: {} });
    const { dependsOn, networks } = serviceOf(lab, "metrics/prometheus");
    expect(dependsOn).toEqual([
      { stack: "metrics", service: "prometheus-owner", condition: "service_completed_successfully" },
    ]);
    expect(networks.map(({ network }) => network)).toEqual(["default", "kite"]);
  });

  it("reads the host's exporter at the address on which it listens", () => {
    const { lab, stack } = monitored();
    new NodeExporter(stack, "host");
    new NodeExporter(stack, "other", { address: "fd00::1", port: 9200 });
    const [host, other] = scrapes(lab);
    expect(host).toMatchObject({ job_name: "metrics/host", static_configs: [{ targets: ["172.17.0.1:9100"] }] });
    expect(other).toMatchObject({ static_configs: [{ targets: ["[fd00::1]:9200"] }] });
    expect(serviceOf(lab, "metrics/host").command).toContain("--web.listen-address=172.17.0.1:9100");
  });

  it("refuses times and sizes that it would not start with", () => {
    const lab = homelab();
    const stack = new Stack(lab, "metrics");
    new Prometheus(stack, "a", { retention: "90 days", retentionSize: "10 GB", interval: "0s" });
    new Prometheus(stack, "b", { retention: "1y30d", retentionSize: "10GB", interval: "1m30s" });
    const problems = build(lab).problems.map(
      ({ code, path, message }) => `${code} ${path} ${message.split(" is ")[0]}`,
    );
    expect(problems).toEqual([
      "HL078 metrics/a retention",
      "HL078 metrics/a interval",
      "HL078 metrics/a retentionSize",
    ]);
  });

  it("writes as its own user to a volume that it is given first, wherever that lies", () => {
    const { lab } = monitored();
    const { user, mounts } = serviceOf(lab, "metrics/prometheus");
    const owner = serviceOf(lab, "metrics/prometheus/owner");
    expect(user).toBe("65534:65534");
    expect(owner.entrypoint).toEqual(["chown", "65534:65534", "/prometheus"]);
    expect(owner.mounts).toEqual(mounts);
    expect({ capAdd: owner.capAdd, networks: owner.networks, root: owner.readOnly }).toEqual({
      capAdd: ["CHOWN"],
      networks: [],
      root: true,
    });
  });
});

describe("Grafana", () => {
  it("has its source and a dashboard from the start, and a password that is a file", () => {
    const { lab, stack, prometheus } = monitored();
    new Grafana(stack, "grafana", { metrics: prometheus });
    const [source] = parse(fileOf(lab, "metrics/grafana/sources")).datasources;
    expect(source).toMatchObject({ uid: "prometheus", url: "http://prometheus:9090", isDefault: true });
    const dashboard = JSON.parse(fileOf(lab, "metrics/grafana/dashboard"));
    expect(dashboard.panels.map(({ datasource }: { datasource: { uid: string } }) => datasource.uid)).toEqual(
      Array(8).fill("prometheus"),
    );
    const { environment, secrets } = serviceOf(lab, "metrics/grafana");
    expect(environment["GF_SECURITY_ADMIN_PASSWORD__FILE"]).toBe("/run/secrets/grafana-admin-password");
    expect(secrets.map(({ secret }) => secret)).toEqual(["METRICS_GRAFANA_ADMIN_PASSWORD"]);
  });

  it("knows the address that it is called by", () => {
    const { lab, stack } = monitored();
    const grafana = new Grafana(stack, "grafana");
    const tunnel = new Cloudflared(stack, "tunnel", { token: Secret.provided(stack, "token") });
    tunnel.route("graphs", grafana.web);
    expect(serviceOf(lab, "metrics/grafana").environment).toMatchObject({
      GF_SERVER_ROOT_URL: "https://graphs.example.com",
      GF_SECURITY_COOKIE_SECURE: "true",
    });
  });

  it("takes a metrics server of elsewhere", () => {
    const { lab, stack } = monitored();
    new Grafana(stack, "grafana", { metrics: { api: external("http", "10.0.0.5", 9090) } });
    expect(fileOf(lab, "metrics/grafana/sources")).toContain("url: http://10.0.0.5:9090");
  });
});

describe("who looks at containers", () => {
  it("reaches the engine through the proxy, and mounts no socket", () => {
    const { lab, stack } = monitored();
    const docker = new SocketProxy(stack, "docker");
    new CAdvisor(stack, "containers", { docker });
    new UptimeKuma(stack, "uptime", { docker });
    expect(serviceOf(lab, "metrics/containers").command).toContain("--docker=tcp://docker:2375");
    const mounting = modelOf(lab)
      .stacks.flatMap(({ services }) => services)
      .filter(({ mounts }) => mounts.some((mount) => mount.type === "bind" && mount.source.includes(".sock")));
    expect(mounting.map(({ key }) => key)).toEqual(["docker"]);
  });
});

describe("an app that is removed", () => {
  it("leaves no scrape, no tile and no route", () => {
    const files = (withGraphs: boolean) => {
      const { lab, stack, prometheus } = monitored();
      const edge = new Stack(lab, "edge");
      const credentials = Secret.provided(edge, "credentials");
      const tunnel = new Cloudflared(edge, "tunnel", { tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef", credentials });
      new Homepage(stack, "home");
      if (withGraphs) tunnel.route("graphs", new Grafana(stack, "grafana", { metrics: prometheus }).web);
      return ["metrics/prometheus/config", "metrics/home/services-yaml", "edge/tunnel/config"].map((path) =>
        fileOf(lab, path),
      );
    };
    for (const text of files(true)) expect(text.toLowerCase()).toMatch(/graf?ana|graphs/);
    for (const text of files(false)) expect(text.toLowerCase()).not.toMatch(/grafana|graphs/);
  });
});
