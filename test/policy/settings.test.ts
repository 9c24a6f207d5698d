import { describe, expect, it } from "vitest";
import { Homelab, type IpamPool, Network, Service, type ServiceProps, Stack, Volume } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { check, type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";
const test = ["CMD", "true"];

const one = (props: Partial<ServiceProps>): Define => {
  return (lab) => new Service(new Stack(lab, "a"), "app", { image, ...props });
};

table("HL032", {
  trips: { "no start period": ["a/app", one({ healthcheck: { test, startInterval: "1s" } })] },
  passes: { "a start period": one({ healthcheck: { test, startInterval: "1s", startPeriod: "10s" } }) },
});

const pair = (platform?: string, other?: string): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    new Service(stack, "app", { image, ...(platform && { platform }) });
    new Service(stack, "other", { image, ...(other && { platform: other }) });
  };
};

table("HL057", {
  trips: {
    "two platforms": ["a/other", pair("linux/amd64", "linux/arm64")],
    "one and the engine's own": ["a/other", pair("linux/amd64")],
  },
  passes: { "one for both": pair("linux/amd64", "linux/amd64"), "the engine's own": pair() },
});

/** A service of several containers, and whoever refers to it. */
const several = (props: Partial<ServiceProps>, other: (app: Service) => Partial<ServiceProps> = () => ({})): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const app = new Service(stack, "app", { image, replicas: 2, ...props });
    new Service(stack, "other", { image, ...other(app) });
  };
};

table("HL058", {
  trips: {
    "a name": ["a/app", several({ containerName: "app" })],
    "a port of the host": ["a/app", several({ ports: [{ target: 80, published: 8080 }] })],
    "a fixed address": [
      "a/app",
      (lab) => {
        const stack = new Stack(lab, "a");
        const network = new Network(stack, "net", { ipam: [{ subnet: "172.30.1.0/24" }] });
        new Service(stack, "app", { image, replicas: 3, networks: [{ network, ipv4Address: "172.30.1.9" }] });
      },
    ],
    "a task": ["a/app", several({ oneShot: true })],
    "a namespace that is joined": ["a/app", several({}, (app) => ({ networkMode: { service: app } }))],
    "none, and who waits": ["a/app", several({ replicas: 0 }, (app) => ({ dependsOn: [app] }))],
  },
  passes: {
    "ports that are free": several({ ports: [{ target: 80 }] }),
    "who waits for all": several({}, (app) => ({ dependsOn: [app] })),
    "one of all": several({ replicas: 1, containerName: "app", ports: [{ target: 80, published: 8080 }] }),
  },
});

table("HL025", {
  trips: {
    "a name of the second": ["a/other", several({}, () => ({ containerName: "a-app-2" }))],
  },
  passes: { "a name of none": several({}, () => ({ containerName: "a-app-3" })) },
});

const mounted = (props: Partial<ServiceProps>, readOnly = false): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const volumes = [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data", readOnly }];
    new Service(stack, "app", { image, volumes, ...props });
  };
};

table("HL138", {
  trips: { "a volume that all write to": ["a/app", mounted({ replicas: 2 })] },
  passes: { "one that all read": mounted({ replicas: 2 }, true), "a single container": mounted({}) },
});

const zone = (TZ: string) => one({ environment: { TZ } });

table("HL053", {
  trips: {
    "a slip": ["a/app", zone("Europe/Olso")],
    "another case": ["a/app", zone("europe/oslo")],
    "a place without its area": ["a/app", zone("Oslo")],
  },
  passes: {
    "a zone": zone("Europe/Oslo"),
    "another name of a zone": zone("Asia/Kolkata"),
    "an offset": zone("Etc/GMT+5"),
    "a rule": zone("CET-1CEST,M3.5.0,M10.5.0/3"),
    nothing: zone(""),
  },
});

it("HL053 tells the homelab's own zone once, whoever has it, with those of the same area", () => {
  const lab = new Homelab("kite", { timezone: "Europe/Olso" });
  const stack = new Stack(lab, "a");
  for (const id of ["one", "two"]) new Service(stack, id, { image });
  new Service(stack, "three", { image, environment: { TZ: "Oslo" } });
  const problems = runChecks(build(lab).model, () => undefined).problems.filter(({ code }) => code === "HL053");
  expect(problems.map(({ path = "", message }) => [path, message])).toEqual([
    ["", 'there is no time zone "Europe/Olso"'],
    ["a/three", 'there is no time zone "Oslo"'],
  ]);
  expect(problems[0]?.exists).toContain("Europe/Oslo");
});

table("HL055", {
  trips: {
    "two servers": ["a/app", one({ dns: ["1.1.1.1", "9.9.9.9"] })],
    "two domains": ["a/app", one({ dnsSearch: ["lan", "home.arpa"] })],
  },
  passes: { "one of each": one({ dns: ["1.1.1.1"], dnsSearch: "lan", dnsOpt: ["ndots:1", "use-vc"] }) },
});

table("HL034", {
  trips: {
    always: ["a/app", one({ oneShot: true, restart: "always" })],
    "unless stopped": ["a/app", one({ oneShot: true, restart: "unless-stopped" })],
  },
  passes: {
    "a one-shot": one({ oneShot: true }),
    "a one-shot that is tried again": one({ oneShot: true, restart: "on-failure:3" }),
    "a service that always restarts": one({ restart: "always" }),
  },
});

const awaits = (
  props: Partial<ServiceProps>,
  condition?: "service_healthy" | "service_completed_successfully",
): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const service = new Service(stack, "job", { image, ...props });
    new Service(stack, "app", { image, dependsOn: [{ service, ...(condition !== undefined && { condition }) }] });
  };
};

table("HL035", {
  trips: {
    "a one-shot's health": ["a/app", awaits({ oneShot: true, healthcheck: { test } }, "service_healthy")],
    "the end of what restarts": ["a/app", awaits({}, "service_completed_successfully")],
  },
  passes: {
    "a one-shot's success": awaits({ oneShot: true }),
    "a service's health": awaits({ healthcheck: { test } }, "service_healthy"),
    "the end of what does not restart": awaits({ restart: "no" }, "service_completed_successfully"),
  },
});

const beside = (props: Partial<ServiceProps>): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const vpn = new Service(stack, "vpn", { image });
    new Service(stack, "app", { image, networkMode: { service: vpn }, ...props });
  };
};

table("HL036", {
  trips: {
    "a port on the host's network": ["a/app", one({ networkMode: "host", ports: [{ target: 80, published: 80 }] })],
    "a hostname on another's network": ["a/app", beside({ hostname: "app" })],
    "hosts on another's network": ["a/app", beside({ extraHosts: { nas: "192.168.1.2" } })],
    "a resolver on another's network": ["a/app", beside({ dns: "192.168.1.2" })],
  },
  passes: {
    "a port": one({ ports: [{ target: 80, published: 80 }] }),
    "another's network": beside({}),
    "a port on another's network, which that one publishes": beside({ ports: [{ target: 80, published: 80 }] }),
    "a hostname on the host's network": one({ networkMode: "host", hostname: "app" }),
  },
});

const pool = { subnet: "172.30.1.0/24", gateway: "172.30.1.1" };
const fixed = (addresses: readonly string[], ipam?: readonly IpamPool[]): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const network = new Network(stack, "net", { ...(ipam && { ipam }) });
    for (const [index, ipv4Address] of addresses.entries()) {
      new Service(stack, `s${index}`, { image, networks: [{ network, ipv4Address }] });
    }
  };
};

table("HL037", {
  trips: {
    "an address without ipam": ["a/s0", fixed(["172.30.1.9"])],
    "an address outside": ["a/s0", fixed(["172.30.2.9"], [pool])],
    "the gateway's address": ["a/s0", fixed(["172.30.1.1"], [pool])],
    "one address twice": ["a/s1", fixed(["172.30.1.9", "172.30.1.9"], [pool])],
  },
  passes: { "two addresses inside": fixed(["172.30.1.9", "172.30.1.10"], [pool]) },
});

const pools = (...given: readonly IpamPool[]): Define => {
  return (lab) => {
    for (const [index, each] of given.entries()) {
      const stack = new Stack(lab, `s${index}`);
      new Service(stack, "app", { image, networks: [new Network(stack, "net", { ipam: [each] })] });
    }
  };
};

table("HL038", {
  trips: {
    "what is no subnet": ["s0/net", pools({ subnet: "172.30.1.0", gateway: "172.30.1.1" })],
    "too many bits": ["s0/net", pools({ subnet: "172.30.1.0/33", gateway: "172.30.1.1" })],
    "a gateway outside": ["s0/net", pools({ ...pool, gateway: "172.30.2.1" })],
    "a range outside": ["s0/net", pools({ ...pool, ipRange: "172.30.2.0/25" })],
    "two that are equal": ["s1/net", pools(pool, pool)],
    "one inside of another": ["s1/net", pools({ subnet: "172.30.0.0/16", gateway: "172.30.0.1" }, pool)],
  },
  passes: {
    "two beside each other": pools(pool, {
      subnet: "172.30.2.0/24",
      gateway: "172.30.2.1",
      ipRange: "172.30.2.128/25",
    }),
    "two families": pools(pool, { subnet: "fd00:1::/64", gateway: "fd00:1::1" }),
    "one whose gateway Docker chooses": pools({ subnet: "172.30.1.0/24" }),
  },
});

table("HL039", {
  trips: {
    "an address in brackets": ["a/app", one({ extraHosts: { nas: "[fd00::2]" } })],
    "a name as a host": ["a/app", one({ extraHosts: { nas: "nas.lan" } })],
    "a name as a resolver": ["a/app", one({ dns: "router" })],
  },
  passes: {
    "hosts of both families": one({ extraHosts: { nas: "192.168.1.2", six: "fd00::2", host: "host-gateway" } }),
    "an IPv6 resolver": one({ dns: "fd00::53" }),
  },
});

const stacks = (count: number): Define => {
  return (lab) => {
    for (let n = 0; n < count; n++) new Service(new Stack(lab, `s${n}`), "app", { image });
  };
};

describe("HL040", () => {
  const codes = (count: number) => check(stacks(count)).problems.map((problem) => problem.code);

  it("warns before Docker's default address pools run out, and not at 25 stacks and a shared network", () => {
    expect(codes(26)).not.toContain("HL040");
    expect(codes(27)).toContain("HL040");
  });

  it("does not count networks with subnets of their own", () => {
    const checked = check((lab) => {
      stacks(26)(lab);
      const stack = new Stack(lab, "own");
      new Service(stack, "app", { image, networks: [new Network(stack, "net", { ipam: [pool] })] });
    });
    expect(checked.problems.map((problem) => problem.code)).not.toContain("HL040");
  });
});

table("HL043", {
  trips: { "a slip of the pen": ["a/app", one({ capAdd: ["NET_BIND"] })] },
  passes: { "two spellings": one({ capAdd: ["CAP_CHOWN", "SETUID"] }) },
});

table("HL044", {
  trips: {
    "a reservation above the limit": ["a/app", one({ memLimit: "64m", memReservation: "128m" })],
    "a limit below the minimum": ["a/app", one({ memLimit: "5m" })],
  },
  passes: {
    "a reservation below": one({ memLimit: "128m", memReservation: "64m" }),
    "the minimum": one({ memLimit: "6m" }),
  },
});

table("HL045", {
  trips: {
    "an external volume's driver": [
      "a/data",
      (lab) => {
        const stack = new Stack(lab, "a");
        const volume = new Volume(stack, "data", { class: "data", external: "old", driver: "nfs" });
        new Service(stack, "app", { image, volumes: [{ volume, target: "/data" }] });
      },
    ],
    "an external network's label": [
      "a/net",
      (lab) => {
        const stack = new Stack(lab, "a");
        new Service(stack, "app", {
          image,
          networks: [new Network(stack, "net", { external: "lan", labels: { a: "b" } })],
        });
      },
    ],
  },
  passes: {
    "an external network": (lab) => {
      const stack = new Stack(lab, "a");
      new Service(stack, "app", { image, networks: [new Network(stack, "net", { external: "lan" })] });
    },
    "a volume of another stack with a driver": (lab) => {
      const a = new Stack(lab, "a");
      const volume = new Volume(a, "data", { class: "media", driver: "nfs" });
      new Service(a, "app", { image, volumes: [{ volume, target: "/data" }] });
      new Service(new Stack(lab, "b"), "app", { image, volumes: [{ volume, target: "/data" }] });
    },
  },
});

const namespace = (port: number): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const vpn = new Service(stack, "vpn", { image });
    vpn.endpoint("control", "http", 8000);
    new Service(stack, "torrent", { image, networkMode: { service: vpn } }).web(port);
  };
};

table("HL046", {
  trips: { "two on one port": ["a/vpn", namespace(8000)] },
  passes: { "two ports": namespace(8080), "one port of two networks": stacks(2) },
});

const across = (ordered: boolean): Define => {
  return (lab) => {
    const api = new Service(new Stack(lab, "a"), "api", { image }).endpoint("http", "http", 80);
    new Service(new Stack(lab, "b"), "app", {
      image,
      environment: { API: ordered ? api.url : api.unorderedUrl },
    });
  };
};

table("HL047", {
  trips: { "a reference": ["b/app", across(true)] },
  passes: { "a reference that does not wait": across(false) },
});
