import { expect, it } from "vitest";
import { documentOf } from "../../lib/import/inspected.ts";
import { runningInputs } from "../../lib/import/running.ts";

const image = {
  Config: {
    Cmd: ["nginx", "-g", "daemon off;"],
    Entrypoint: ["/docker-entrypoint.sh"],
    Env: ["PATH=/usr/bin", "NGINX_VERSION=1.29"],
    Labels: { maintainer: "NGINX" },
    StopSignal: "SIGQUIT",
    Volumes: { "/cache": {} },
  },
};

const labels = (service: string, more = {}) => ({
  ...{ "com.docker.compose.project": "app", "com.docker.compose.service": service, maintainer: "NGINX" },
  ...more,
});

const web = {
  Id: "0123456789abcdef",
  Name: "/app-web-1",
  Image: "sha256:1",
  Config: {
    ...image.Config,
    Hostname: "0123456789ab",
    Image: "docker.io/library/nginx:1.29",
    Env: ["PATH=/usr/bin", "NGINX_VERSION=1.29", "MODE=a=b", "COST=5$"],
    Labels: labels("web", {
      "traefik.enable": "true",
      "com.docker.compose.depends_on": "db:service_healthy:true,gone:x:false",
    }),
    StopTimeout: 30,
  },
  HostConfig: {
    NetworkMode: "app_default",
    RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
    PortBindings: {
      "80/tcp": [
        { HostIp: "127.0.0.1", HostPort: "8080" },
        { HostIp: "", HostPort: "8081" },
      ],
    },
    Memory: 67_108_864,
    NanoCpus: 500_000_000,
    ShmSize: 67_108_864,
    CapAdd: ["NET_ADMIN"],
    LogConfig: { Type: "json-file", Config: {} },
    Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }],
  },
  Mounts: [
    { Type: "volume", Name: "a".repeat(64), Destination: "/cache", RW: true },
    { Type: "volume", Name: "app_rows", Destination: "/rows", RW: true },
    { Type: "volume", Name: "theirs", Destination: "/theirs", RW: false },
    { Type: "bind", Source: "/srv/www", Destination: "/www", RW: false },
  ],
  NetworkSettings: {
    Networks: { app_default: { Aliases: ["app-web-1", "web", "0123456789ab"] }, proxy: { Aliases: ["web", "www"] } },
  },
};

const db = {
  ...web,
  Id: "fedcba9876543210",
  Name: "/database",
  Config: {
    ...image.Config,
    Image: "docker.io/library/nginx:1.29",
    Hostname: "box",
    Cmd: ["run"],
    Labels: labels("db"),
  },
  HostConfig: { NetworkMode: `container:${web.Id}`, RestartPolicy: { Name: "no" } },
  Mounts: [],
  NetworkSettings: { Networks: {} },
};

const images = new Map([["sha256:1", image]]);

it("is what a container has otherwise than its image", () => {
  const { services, volumes, networks } = documentOf("app", [web, db], images);
  expect(services).toEqual({
    web: {
      image: "docker.io/library/nginx:1.29",
      environment: { MODE: "a=b", COST: "5$" },
      labels: { "traefik.enable": "true" },
      restart: "on-failure:3",
      stop_grace_period: "30s",
      ports: [
        { target: 80, protocol: "tcp", published: "8080", host_ip: "127.0.0.1" },
        { target: 80, protocol: "tcp", published: "8081" },
      ],
      volumes: [
        { type: "volume", source: "rows", target: "/rows" },
        { type: "volume", source: "theirs", target: "/theirs", read_only: true },
        { type: "bind", source: "/srv/www", target: "/www", read_only: true },
      ],
      networks: { default: null, proxy: { aliases: ["www"] } },
      mem_limit: 67_108_864,
      cpus: 0.5,
      cap_add: ["NET_ADMIN"],
      ulimits: { nofile: { soft: 1, hard: 2 } },
      depends_on: { db: { condition: "service_healthy", restart: true } },
    },
    db: {
      image: "docker.io/library/nginx:1.29",
      container_name: "database",
      command: ["run"],
      network_mode: "service:web",
    },
  });
  expect(volumes).toEqual({ rows: { name: "app_rows" }, theirs: { name: "theirs", external: true } });
  expect(networks).toEqual({ default: { name: "app_default" }, proxy: { name: "proxy", external: true } });
});

it("a project that does not run is refused, with those that do", () => {
  const refused = () => runningInputs({ containers: [web], images }, ["other"], []);
  expect(refused).toThrow(/no container of a Compose project "other"/);
});

it("is one service where a service has several containers, named as Compose names them", () => {
  const number = (count: number, Name: string) => ({
    ...db,
    ...{ Id: `${count}`, Name },
    Config: { ...db.Config, Labels: labels("db", { "com.docker.compose.container-number": String(count) }) },
  });
  const { services } = documentOf("app", [number(2, "/app-db-2"), number(1, "/app-db-1")], images);
  expect(services).toMatchObject({ db: { scale: 2 } });
  expect(services).not.toHaveProperty("db.container_name");
});

it("has the options of its mounts", () => {
  const Mounts = [
    { Type: "bind", Source: "/mnt", Target: "/a", BindOptions: { Propagation: "rslave", CreateMountpoint: true } },
    { Type: "volume", Source: "app_rows", Target: "/b", VolumeOptions: { NoCopy: true, Subpath: "x" } },
    { Type: "tmpfs", Target: "/c", TmpfsOptions: { SizeBytes: 4096, Mode: 448 } },
  ];
  const mounted = {
    ...db,
    HostConfig: { ...db.HostConfig, Mounts },
    Mounts: [
      { Type: "bind", Source: "/mnt", Destination: "/a", RW: true },
      { Type: "volume", Name: "app_rows", Destination: "/b", RW: true },
      { Type: "tmpfs", Source: "", Destination: "/c", RW: true },
    ],
  };
  const { services } = documentOf("app", [mounted], images);
  expect(JSON.parse(JSON.stringify(services))).toMatchObject({
    db: {
      volumes: [
        { type: "bind", source: "/mnt", target: "/a", bind: { propagation: "rslave", create_host_path: true } },
        { type: "volume", source: "rows", target: "/b", volume: { nocopy: true, subpath: "x" } },
        { type: "tmpfs", target: "/c", tmpfs: { size: 4096, mode: 448 } },
      ],
    },
  });
});
