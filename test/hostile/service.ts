import { app, asKey, if_, inApp, keyed, type Places } from "./place.ts";

const check = (t: string, field: string) => ({ healthcheck: { test: ["CMD", "a"], ...keyed(field, t) } });
const port = { target: 80, published: 80 };

/** Every text that a service takes. */
export const servicePlaces: Places = {
  "ServiceProps.image": app((t) => ({ image: t }), inApp("image")),
  "ServiceProps.environment": app((t) => ({ environment: { A: t } }), inApp("environment", "A")),
  "ServiceProps.environment: name": app(
    (t) => ({ environment: keyed(t, "v") }),
    asKey("v", "services", "app", "environment"),
  ),
  "ServiceProps.labels": app((t) => ({ labels: { a: t } }), inApp("labels", "a")),
  "ServiceProps.labels: name": app((t) => ({ labels: keyed(t, "v") }), asKey("v", "services", "app", "labels")),
  "ServiceProps.command": app((t) => ({ command: [t] }), inApp("command", "0")),
  "ServiceProps.entrypoint": app((t) => ({ entrypoint: ["a", t] }), inApp("entrypoint", "1")),
  "HealthcheckProps.test": app((t) => ({ healthcheck: { test: ["CMD", t] } }), inApp("healthcheck", "test", "1")),
  "HealthcheckProps.interval": app((t) => check(t, "interval"), "refused"),
  "HealthcheckProps.timeout": app((t) => check(t, "timeout"), "refused"),
  "HealthcheckProps.startPeriod": app((t) => check(t, "startPeriod"), "refused"),
  "HealthcheckProps.startInterval": app((t) => check(t, "startInterval"), "refused"),
  "ServiceProps.user": app((t) => ({ user: t }), inApp("user")),
  "ServiceProps.hostname": app((t) => ({ hostname: t }), inApp("hostname")),
  "ServiceProps.domainname": app((t) => ({ domainname: t }), inApp("domainname")),
  "ServiceProps.workingDir": app((t) => ({ workingDir: t }), "refused"),
  "ServiceProps.workingDir: folder": app(
    (t) => ({ workingDir: `/a${t}` }),
    if_(inApp("working_dir"), (t) => `/a${t}`),
  ),
  "ServiceProps.dns": app((t) => ({ dns: t }), "refused"),
  "ServiceProps.stopSignal": app((t) => ({ stopSignal: t }), inApp("stop_signal")),
  "ServiceProps.stopGracePeriod": app((t) => ({ stopGracePeriod: t }), "refused"),
  "ServiceProps.restart": app((t) => ({ restart: t }), "refused"),
  "ServiceProps.cpuset": app((t) => ({ cpuset: t }), inApp("cpuset")),
  "ServiceProps.memLimit": app((t) => ({ memLimit: t }), "refused"),
  "ServiceProps.memReservation": app((t) => ({ memReservation: t }), "refused"),
  "ServiceProps.shmSize": app((t) => ({ shmSize: t }), "refused"),
  "ServiceProps.networkMode": app((t) => ({ networkMode: t }), "refused"),
  "ServiceProps.pid": app((t) => ({ pid: t }), "refused"),
  "ServiceProps.ipc": app((t) => ({ ipc: t }), "refused"),
  "ServiceProps.healthcheck": app((t) => ({ healthcheck: t }), "refused"),
  "ServiceProps.groupAdd": app((t) => ({ groupAdd: [t] }), inApp("group_add", "0")),
  "ServiceProps.capAdd": app((t) => ({ capAdd: [t] }), inApp("cap_add", "0")),
  "ServiceProps.capDrop": app((t) => ({ capDrop: [t] }), inApp("cap_drop", "0")),
  "ServiceProps.securityOpt": app((t) => ({ securityOpt: [t] }), inApp("security_opt", "0")),
  "ServiceProps.deviceCgroupRules": app((t) => ({ deviceCgroupRules: [t] }), inApp("device_cgroup_rules", "0")),
  "ServiceProps.sysctls": app((t) => ({ sysctls: { a: t } }), inApp("sysctls", "a")),
  "ServiceProps.sysctls: name": app((t) => ({ sysctls: keyed(t, "v") }), asKey("v", "services", "app", "sysctls")),
  "ServiceProps.ulimits": app((t) => ({ ulimits: keyed(t, 5) }), asKey(5, "services", "app", "ulimits")),
  "ServiceProps.extraHosts: name": app(
    (t) => ({ extraHosts: keyed(t, "10.0.0.1") }),
    asKey("10.0.0.1", "services", "app", "extra_hosts"),
  ),
  "ServiceProps.extraHosts": app((t) => ({ extraHosts: { a: t } }), "refused"),
  "ServiceProps.tmpfs: target": app((t) => ({ tmpfs: keyed(t, "size=1m") }), "refused"),
  "ServiceProps.tmpfs: folder": app(
    (t) => ({ tmpfs: keyed(`/a${t}`, "size=1m") }),
    if_(inApp("tmpfs", "0"), (t) => `/a${t}:size=1m`),
  ),
  "ServiceProps.tmpfs": app(
    (t) => ({ tmpfs: { "/t": t } }),
    if_(inApp("tmpfs", "0"), (t) => (t === "" ? "/t" : `/t:${t}`)),
  ),
  "DeviceProps.source": app(
    (t) => ({ devices: [{ source: `/dev/${t}`, target: "/dev/x" }] }),
    if_(inApp("devices", "0"), (t) => `/dev/${t}:/dev/x:rwm`),
  ),
  "DeviceProps.target": app(
    (t) => ({ devices: [{ source: "/dev/x", target: `/dev/x${t}` }] }),
    if_(inApp("devices", "0"), (t) => `/dev/x:/dev/x${t}:rwm`),
  ),
  "DeviceProps.permissions": app((t) => ({ devices: [{ source: "/dev/x", permissions: t }] }), "refused"),
  "Logging.driver": app((t) => ({ logging: { driver: t } }), inApp("logging", "driver")),
  "Logging.options": app(
    (t) => ({ logging: { driver: "local", options: { a: t } } }),
    inApp("logging", "options", "a"),
  ),
  "Logging.options: name": app(
    (t) => ({ logging: { driver: "local", options: keyed(t, "v") } }),
    asKey("v", "services", "app", "logging", "options"),
  ),
  "ServiceProps.logging": app((t) => ({ logging: t }), "refused"),
  "PortProps.hostIp": app((t) => ({ ports: [{ ...port, hostIp: t }] }), "refused"),
  "PortProps.protocol": app((t) => ({ ports: [{ ...port, protocol: t }] }), "refused"),
  "BindMount.bind": app((t) => ({ volumes: [{ bind: t, target: "/v" }] }), "refused"),
  "BindMount.bind: folder": app(
    (t) => ({ volumes: [{ bind: `/srv/${t}/x`, target: "/v" }] }),
    if_(inApp("volumes", "0"), (t) => `/srv/${t}/x:/v`),
  ),
  "BindMount.target": app((t) => ({ volumes: [{ bind: "/v", target: t }] }), "refused"),
  "BindMount.target: folder": app(
    (t) => ({ volumes: [{ bind: "/v", target: `/a/${t}/x` }] }),
    if_(inApp("volumes", "0"), (t) => `/v:/a/${t}/x`),
  ),
  "BindMount.selinux": app((t) => ({ volumes: [{ bind: "/v", target: "/v", selinux: t }] }), "refused"),
  "ServiceProps: a property that there is not": app((t) => keyed(t, "v"), "refused"),
};
