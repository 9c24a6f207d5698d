/** The name of the homelab's stacks. */
export const featureStacks = ["parity-app", "parity-edge", "parity-plain"] as const;

/**
 * A homelab of a few containers that together use every field of a service that both targets can do alike, on an image
 * with a shell. `server` is what they listen with.
 */
export function featureDefinition(image: string): string {
  return `
import { ConfigFile, Homelab, Network, Secret, Service, Stack, Volume, text } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const lab = new Homelab("parity", { timezone: "Europe/Oslo" });
for (const code of ["HL101", "HL107", "HL108", "HL114", "HL121"]) lab.acknowledge(code, "every field is used here once");
const stack = new Stack(lab, "parity-app");
const password = Secret.generated(stack, "password");
const key = Secret.generated(stack, "key", { length: 40, alphabet: "hex" });
const short = Secret.generated(stack, "short", { length: 8, alphabet: "hex" });
const data = new Volume(stack, "data", { class: "data", labels: { keep: "yes" } });
const cache = new Volume(stack, "c", { class: "cache" });
const back = new Network(stack, "back", {
  internal: true,
  labels: { zone: "back" },
  ipam: [{ subnet: "10.213.7.0/24", gateway: "10.213.7.1" }],
});

const init = new Service(stack, "init", { image, command: ["sh", "-c", "echo done > /data/init"], oneShot: true, volumes: [{ volume: data, target: "/data" }] });

const web = new Service(stack, "web", {
  image,
  entrypoint: ["sh", "-c"],
  command: ["trap 'exit 0' TERM; echo \\"$GREETING\\" > /data/index.html; httpd -f -p 8080 -h /data & wait"],
  environment: { GREETING: "hi & <you> $HOME \\"q\\" 'x' \\\\ é", TOKEN: password, URL: text\`tcp://\${password.uriEncoded}@x\`, KEY_FILE: key.file() },
  volumes: [{ volume: data, target: "/data" }, { volume: cache, target: "/cache", readOnly: true }, { bind: "/tmp/homelab-parity/", target: "/host", readOnly: true }],
  configs: [
    new ConfigFile(stack, "conf", { target: "/etc/app/app.conf", mode: "0644", uid: 7, gid: 8, content: { ini: { app: { password, debug: true } } } }),
    new ConfigFile(stack, "plain", { target: "/plain", content: { text: "$HOME is \${not} replaced\\n" } }),
  ],
  tmpfs: { "/run/app": "size=16m,mode=1777", "/scratch": "" },
  networks: [stack.defaultNetwork, { network: back, aliases: ["www", "inner"], ipv4Address: "10.213.7.10" }],
  expose: [9000, "9100-9101/udp"],
  ports: [{ target: 8080, published: 18931, name: "pages", appProtocol: "http", mode: "host" }, { target: 8081, published: 18932, hostIp: "0.0.0.0" }, { target: 8082, published: 18932, hostIp: "::1" }, { target: 53, published: 18953, protocol: "udp" }],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:8080"], interval: "1s", timeout: "90s", retries: 20, startPeriod: "1m30s", startInterval: "500ms" },
  dependsOn: [init],
  restart: "on-failure:3",
  stopGracePeriod: "5s",
  stopSignal: "SIGTERM",
  init: true,
  groupAdd: ["44", "1234"],
  capAdd: ["CHOWN", "NET_BIND_SERVICE"],
  securityOpt: ["no-new-privileges:true", "apparmor=unconfined"],
  devices: [{ source: "/dev/null", target: "/dev/nothing", permissions: "r" }],
  deviceCgroupRules: ["c 1:3 mr"],
  ulimits: { nofile: { soft: 1024, hard: 4096 }, nproc: 500 },
  sysctls: { "net.core.somaxconn": "512" },
  shmSize: "32m",
  memLimit: "128m",
  memswapLimit: "192m",
  memReservation: "64m",
  cpus: 0.5,
  cpuShares: 512,
  cpuset: "0",
  pidsLimit: 200,
  logging: { driver: "json-file", options: { "max-size": "1m", "max-file": "2" } },
  extraHosts: { nas: "10.0.0.9", gateway: "host-gateway", "x-ray": "10.0.0.8" },
  dns: "1.1.1.1",
  dnsSearch: "lan",
  dnsOpt: ["ndots:1"],
  hostname: "web-host",
  domainname: "example.com",
  labels: { "traefik.http.routers.web.rule": "Host(\`a.example.com\`)", "x-note": "kept", price: "$5" },
  workingDir: "/data",
  tty: true,
  stdinOpen: true,
});

new Service(stack, "side", { image, command: ["sleep", "36000"], networkMode: { service: web }, pid: { service: web }, stopGracePeriod: "1s", user: "1000:1000", readOnly: true });
new Service(stack, "host", { image, command: ["sleep", "36000"], networkMode: "host", pid: "host", usernsMode: "host", cgroup: "host", ipc: "host", privileged: true, logging: "daemon", capDrop: [], stopGracePeriod: "1s", healthcheck: "none" });
new Service(stack, "none", { image, command: ["sleep", "36000"], networkMode: "none", cgroup: "private", cgroupParent: "/parity", runtime: "runc", ipc: "shareable", cpus: 2, restart: "always", stopGracePeriod: "1s" });

const edge = new Stack(lab, "parity-edge");
new Service(edge, "front", { image, command: ["sleep", "36000"], environment: { URL: web.web(8080).url }, stopGracePeriod: "1s" });

const plain = new Stack(lab, "parity-plain", { baseline: "docker" });
const plainNet = new Network(plain, "app", { name: "parity-named-net", ipamDriver: "default", ipam: [{ subnet: "10.213.8.0/24" }] });
const app = new Service(plain, "app", {
  image,
  command: ["sleep", "36000"],
  ports: [{ target: 8080 }, { target: 8081, published: 18941 }, { target: 8082, published: 18942, hostIp: "127.0.0.1" }],
  healthcheck: { test: ["CMD", "true"], interval: "2s" },
  memLimit: "64m",
  stopSignal: "SIGKILL",
  pullPolicy: "never",
  networks: [plainNet],
  volumes: [{ volume: new Volume(plain, "app", { class: "data", name: "parity-named-data" }), target: "/data" }],
});
const drivers = new Network(plain, "drivers", { driverOpts: { "com.docker.network.bridge.name": text\`p-\${short}\` } });
new Service(plain, "secretive", {
  image,
  labels: { token: text\`of \${password}\` },
  networks: [{ network: drivers, driverOpts: { "org.example.note": "a=b" }, gwPriority: 1 }],
  entrypoint: ["sh", "-c"],
  command: ["sleep 36000", text\`--token=\${password}\`],
  healthcheck: { test: ["CMD", "sh", "-c", "true", password], interval: "2s" },
  logging: { driver: "json-file", options: { tag: text\`x-\${key}\` } },
  volumes: [{ volume: new Volume(plain, "ram", { class: "cache", driverOpts: { type: "tmpfs", device: text\`ram-\${key}\`, o: "size=4m" } }), target: "/ram" }],
  stopSignal: "SIGKILL",
});
const kept = new Volume(plain, "kept", { class: "data" });
const fill = new Service(plain, "fill", { image, command: ["mkdir", "-p", "/all/below"], oneShot: true, restart: "no", volumes: [{ volume: kept, target: "/all" }] });
const shapes = new Service(plain, "shapes", {
  hostname: "shapes",
  dependsOn: [fill],
  image,
  entrypoint: [],
  command: ["sh", "-c", "sleep 36000"],
  healthcheck: { interval: "10s" },
  extraHosts: { six: "fd00::6", nas: "10.0.0.9" },
  ulimits: { core: { soft: -1, hard: -1 }, nofile: 1024 },
  configs: [new ConfigFile(plain, "said", { target: "/said", mode: "0444", content: { text: "x" } })],
  volumes: [
    { volume: kept, target: "/all", noCopy: true },
    { volume: kept, target: "/below", subpath: "below" },
    { tmpfs: { size: "1000000", mode: "0700" }, target: "/memory" },
    { tmpfs: {}, target: "/more" },
    { bind: "/proc/sys", target: "/private", propagation: "rprivate", readOnly: true },
    { bind: "/var/lib/docker/volumes", target: "/slave", propagation: "rslave", readOnly: true, createHostPath: false },
  ],
  stopSignal: "SIGKILL",
});
new Service(plain, "guest", { image, command: ["sleep", "36000"], networkMode: "container:parity-plain-shapes-1", dependsOn: [{ service: shapes, condition: "service_started" }], stopSignal: "SIGKILL" });
new Service(plain, "several", { image, command: ["sleep", "36000"], replicas: 2, deploySyntax: true, swarm: { labels: { a: "b" }, placement: { constraints: ["node.role == manager"] }, updateConfig: { parallelism: 1, delay: "10s" }, restartPolicy: { condition: "on-failure", delay: "5s", maxAttempts: 3 } }, memLimit: "64m", ports: [{ target: 8080 }], stopSignal: "SIGKILL" });
new Service(plain, "apart", { image, command: ["sleep", "36000"], networkMode: "bridge", stopSignal: "SIGKILL", pidsLimit: -1, dependsOn: [{ service: app, restart: true, required: false }] });

export default lab;
`;
}
