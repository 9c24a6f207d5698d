import type { ConfigData } from "../../core/index.ts";

/** What the dashboards name their source by. */
export const sourceId = "prometheus";

const source = { type: "prometheus", uid: sourceId };
const width = 12;
const height = 8;

/** A graph of one query, whose lines are named by a label or a text. */
interface Graph {
  readonly title: string;
  readonly unit: "percentunit" | "bytes" | "Bps";
  readonly query: string;
  readonly legend: string;
}

/** By the labels that CAdvisor keeps; `name` is the container's. */
const containers: readonly Graph[] = [
  {
    title: "Processor time, by container",
    unit: "percentunit",
    query: 'sum by (name) (rate(container_cpu_usage_seconds_total{name!=""}[5m]))',
    legend: "{{name}}",
  },
  {
    title: "Memory, by container",
    unit: "bytes",
    query: 'sum by (name) (container_memory_working_set_bytes{name!=""})',
    legend: "{{name}}",
  },
  {
    title: "Received, by container",
    unit: "Bps",
    query: 'sum by (name) (rate(container_network_receive_bytes_total{name!=""}[5m]))',
    legend: "{{name}}",
  },
  {
    title: "Sent, by container",
    unit: "Bps",
    query: 'sum by (name) (rate(container_network_transmit_bytes_total{name!=""}[5m]))',
    legend: "{{name}}",
  },
];

/** As NodeExporter tells them. */
const host: readonly Graph[] = [
  {
    title: "Host: processors in use",
    unit: "percentunit",
    query: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    legend: "in use",
  },
  {
    title: "Host: memory in use",
    unit: "bytes",
    query: "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes",
    legend: "in use",
  },
  {
    title: "Host: file systems in use",
    unit: "percentunit",
    query: '1 - node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"} / node_filesystem_size_bytes',
    legend: "{{mountpoint}}",
  },
  {
    title: "Host: network",
    unit: "Bps",
    query: 'rate(node_network_receive_bytes_total{device!~"lo|veth.*|br-.*|docker.*"}[5m])',
    legend: "{{device}}",
  },
];

/** The queries that the dashboard asks. */
export const queries: readonly string[] = [...host, ...containers].map(({ query }) => query);

/** The dashboard of the containers and the host, in Grafana's own format. */
export const dashboard: ConfigData = {
  uid: "homelab",
  title: "Homelab",
  schemaVersion: 39,
  editable: false,
  refresh: "1m",
  time: { from: "now-6h", to: "now" },
  panels: [...host, ...containers].map((graph, index) => panel(graph, index)),
};

function panel({ title, unit, query, legend }: Graph, index: number): ConfigData {
  return {
    id: index + 1,
    type: "timeseries",
    title,
    datasource: source,
    gridPos: { x: (index % 2) * width, y: Math.floor(index / 2) * height, w: width, h: height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: [{ refId: "A", datasource: source, expr: query, legendFormat: legend }],
  };
}
