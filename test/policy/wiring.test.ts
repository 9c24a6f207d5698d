import { ConfigFile, Secret, Service, Stack } from "../../lib/core/index.ts";
import { type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";
const health = { test: ["CMD", "true"] };

const ports =
  (one: readonly [string | undefined, number, ("tcp" | "udp")?], other: typeof one): Define =>
  (lab) => {
    for (const [index, [hostIp, published, protocol = "tcp"]] of [one, other].entries()) {
      new Service(new Stack(lab, `s${index}`), "web", {
        image,
        ports: [{ target: 80, published, protocol, ...(hostIp !== undefined && { hostIp }) }],
      });
    }
  };

const hostNetwork =
  (protocol: "http" | "udp", hostIp?: string): Define =>
  (lab) => {
    new Service(new Stack(lab, "a"), "metrics", { image, networkMode: "host" }).endpoint("api", protocol, 9100);
    new Service(new Stack(lab, "b"), "web", {
      image,
      ports: [{ target: 80, published: 9100, ...(hostIp !== undefined && { hostIp }) }],
    });
  };

const routes =
  (...given: readonly [host: string, app: "one" | "two", ingress?: "tunnel" | "proxy"][]): Define =>
  (lab) => {
    const edge = new Stack(lab, "edge");
    const ingresses = { tunnel: new Service(edge, "tunnel", { image }), proxy: new Service(edge, "proxy", { image }) };
    const apps = new Stack(lab, "apps");
    const webs = {
      one: new Service(apps, "one", { image }).web(80),
      two: new Service(apps, "two", { image }).web(80),
    };
    for (const [host, app, ingress = "tunnel"] of given) webs[app].addRoute(host, ingresses[ingress]);
  };

table("HL012", {
  trips: {
    "two apps on one hostname": ["apps/two", routes(["www", "one"], ["www", "two"])],
    "the same hostname, once in full": ["apps/two", routes(["www", "one"], ["www.example.com", "two"])],
    "two apps through two ingresses": ["apps/two", routes(["www", "one"], ["www", "two", "proxy"])],
    "one route given twice": ["apps/one", routes(["www", "one"], ["www", "one"])],
  },
  passes: {
    "two hostnames": routes(["www", "one"], ["api", "two"]),
    "two hostnames of one app": routes(["www", "one"], ["@", "one"]),
    "one hostname and app through two ingresses": routes(["www", "one"], ["www", "one", "proxy"]),
  },
});

table("HL013", {
  trips: {
    "two stacks on one port of one address": ["s1/web", ports([undefined, 8080], ["127.0.0.1", 8080])],
    "every address beside one": ["s1/web", ports(["0.0.0.0", 8080], ["127.0.0.1", 8080])],
    "one address beside every one": ["s1/web", ports(["192.168.1.2", 8080], ["0.0.0.0", 8080])],
    "one IPv6 address in two spellings": ["s1/web", ports(["fd00:0:0::1", 8080], ["fd00::1", 8080])],
    "every IPv6 address beside one": ["s1/web", ports(["::", 8080], ["fd00::1", 8080])],
    "a service on the host's network": ["b/web", hostNetwork("http", "192.168.1.2")],
    "one service that publishes a port twice": [
      "a/web",
      (lab) =>
        new Service(new Stack(lab, "a"), "web", {
          image,
          ports: [
            { target: 80, published: 8080 },
            { target: 81, published: 8080 },
          ],
        }),
    ],
  },
  passes: {
    "two ports": ports([undefined, 8080], [undefined, 8081]),
    "one port of two addresses": ports(["127.0.0.1", 8080], ["192.168.1.2", 8080]),
    "one port of both families": ports(["0.0.0.0", 8080], ["::", 8080]),
    "one number in both protocols": ports([undefined, 53, "udp"], [undefined, 53]),
    "the host's network in another protocol": hostNetwork("udp"),
  },
});

const awaits =
  (healthcheck: typeof health | "none" | "image" | undefined, condition?: "service_healthy"): Define =>
  (lab) => {
    const stack = new Stack(lab, "app");
    const database = new Service(stack, "database", { image, ...(healthcheck !== undefined && { healthcheck }) });
    new Service(stack, "web", {
      image,
      dependsOn: [condition === undefined ? database : { service: database, condition }],
    });
  };

table("HL014", {
  trips: {
    "no healthcheck": ["app/web", awaits(undefined, "service_healthy")],
    "a healthcheck that is turned off": ["app/web", awaits("none", "service_healthy")],
  },
  passes: {
    "a healthcheck": awaits(health, "service_healthy"),
    "the image's healthcheck": awaits("image", "service_healthy"),
    "no healthcheck, awaited as started": awaits(undefined),
  },
});

const copies =
  (what: "config" | "secret", owned: boolean, props: { readOnly?: boolean; user?: string }): Define =>
  (lab) => {
    const stack = new Stack(lab, "app");
    const owner = owned ? { uid: 33, gid: 33 } : {};
    const file = { target: "/etc/app.conf", ...owner };
    new Service(stack, "web", {
      image,
      ...props,
      ...(what === "config"
        ? { configs: [new ConfigFile(stack, "conf", { ...file, content: { text: "x" } })] }
        : { secrets: [Secret.generated(stack, "key").file(file)] }),
    });
  };

table("HL018", {
  trips: {
    "a config file": ["app/web", copies("config", false, { readOnly: true })],
    "a secret file": ["app/web", copies("secret", false, { readOnly: true })],
  },
  passes: {
    "a writable root": copies("config", false, {}),
    "a read-only root without files": (lab) => new Service(new Stack(lab, "a"), "web", { image, readOnly: true }),
  },
});

table("HL020", {
  trips: {
    "a number": ["app/web", copies("config", true, { user: "33" })],
    "a pair of numbers": ["app/web", copies("secret", true, { user: "33:33" })],
  },
  passes: {
    "no user": copies("secret", true, {}),
    "a name": copies("secret", true, { user: "www-data" }),
    root: copies("secret", true, { user: "0" }),
    "no owner": copies("secret", false, { user: "33:33" }),
  },
});

table("HL049", {
  trips: {
    "an empty list": ["a/web", (lab) => new Service(new Stack(lab, "a"), "web", { image, networks: [] })],
  },
  passes: {
    "no list": (lab) => new Service(new Stack(lab, "a"), "web", { image }),
    "an empty list beside a network mode": (lab) =>
      new Service(new Stack(lab, "a"), "web", { image, networks: [], networkMode: "none" }),
  },
});
