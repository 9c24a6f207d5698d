import { describe, expect, it } from "vitest";
import { Network, Secret, Service, type ServiceProps, Stack, Volume } from "../../lib/core/index.ts";
import { check, type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";

/** One service for each `stack/service`. */
const services =
  (...paths: readonly string[]): Define =>
  (lab) => {
    for (const path of paths) {
      const [stack = "", id = ""] = path.split("/");
      new Service(new Stack(lab, stack), id, { image });
    }
  };

table("HL025", {
  trips: { "a hyphen in the stack, and one in the service": ["a-b/c", services("a/b-c", "a-b/c")] },
  passes: { "one service key in two stacks": services("a/c", "b/c") },
});

const networks =
  (...paths: readonly string[]): Define =>
  (lab) => {
    for (const path of paths) {
      const [stack = "", id = ""] = path.split("/");
      const scope = new Stack(lab, stack);
      const volume = new Volume(scope, `${id}-v`, { class: "data" });
      const network = new Network(scope, id);
      new Service(scope, "app", { image, networks: [network], volumes: [{ volume, target: "/data" }] });
    }
  };

table("HL026", {
  trips: {
    "an underscore in the stack, and one in the id": [["a_b/c", "a_b/c-v"], networks("a/b_c", "a_b/c")],
  },
  passes: {
    "one id in two stacks": networks("a/net", "b/net"),
    "a network that another stack joins": (lab) => {
      const a = new Stack(lab, "a");
      new Service(a, "app", { image });
      new Service(new Stack(lab, "b"), "other", { image, networks: [a.defaultNetwork] });
    },
  },
});

describe("HL026", () => {
  const shared: Define = (lab) => {
    const tunnel = new Service(new Stack(lab, "edge"), "tunnel", { image });
    new Service(new Stack(lab, "a"), "web", { image }).web(80).addRoute("www", tunnel);
  };

  it("finds a homelab whose shared network would have the name of one of Docker's own", () => {
    const { problems } = check(shared, "bridge");
    expect(problems.find(({ code }) => code === "HL026")?.message).toContain('"bridge", which Docker keeps');
  });

  it("finds a stack's network of the shared network's name", () => {
    const { problems } = check((lab) => {
      shared(lab);
      const stack = new Stack(lab, "x");
      new Service(stack, "app", { image, networks: [new Network(stack, "y")] });
    }, "x_y");
    expect(problems.find(({ code }) => code === "HL026")?.message).toContain('named "x_y"');
  });
});

/** A tunnel that routes to one app in each of two stacks, under the ids given. */
const routed =
  (one: string, other: string, props: Partial<ServiceProps> = {}): Define =>
  (lab) => {
    const tunnel = new Service(new Stack(lab, "edge"), "tunnel", { image });
    new Service(new Stack(lab, "s1"), one, { image }).web(80).addRoute("one", tunnel);
    new Service(new Stack(lab, "s2"), other, { image, ...props }).web(80).addRoute("two", tunnel);
  };

const twoNetworks =
  (neighbour: string): Define =>
  (lab) => {
    const tunnel = new Service(new Stack(lab, "edge"), "tunnel", { image });
    const s1 = new Stack(lab, "s1");
    new Service(s1, "app", { image }).web(80).addRoute("one", tunnel);
    new Service(s1, neighbour, { image });
    new Service(new Stack(lab, "s2"), "wiki", { image }).web(80).addRoute("two", tunnel);
  };

table("HL027", {
  trips: {
    "one key of two stacks on the shared network": ["s2/app", routed("app", "app")],
    "an alias that is another service's key": [
      "a/two",
      (lab) => {
        const a = new Stack(lab, "a");
        new Service(a, "one", { image });
        new Service(a, "two", { image, networks: [{ network: a.defaultNetwork, aliases: ["one"] }] });
      },
    ],
    "a name that means two services on two networks of one": ["s1/app", twoNetworks("wiki")],
  },
  passes: {
    "two keys on the shared network": routed("app", "wiki"),
    "one key in two stacks that share nothing": services("a/app", "b/app"),
    "different names on two networks": twoNetworks("notes"),
    "one service's name on two networks": (lab) => {
      const a = new Stack(lab, "a");
      new Service(a, "one", { image, networks: [a.defaultNetwork, new Network(a, "extra")] });
      new Service(a, "two", { image, networks: [a.defaultNetwork, new Network(a, "more")] });
    },
  },
});

const secrets =
  (...ids: readonly [string, string][]): Define =>
  (lab) => {
    for (const [stack, id] of ids) {
      const scope = new Stack(lab, stack);
      new Service(scope, "app", { image, secrets: [Secret.generated(scope, id).file()] });
    }
  };

table("HL033", {
  trips: { "a hyphen in the stack, and one in the id": ["a-b/c", secrets(["a", "b-c"], ["a-b", "c"])] },
  passes: { "one id in two stacks": secrets(["a", "key"], ["b", "key"]) },
});

const named = (props: Partial<ServiceProps>): Define => {
  return (lab) => new Service(new Stack(lab, "a"), "app", { image, ...props });
};
const aliased = (alias: string): Define => {
  return (lab) => {
    const a = new Stack(lab, "a");
    new Service(a, "app", { image, networks: [{ network: a.defaultNetwork, aliases: [alias] }] });
  };
};

table("HL041", {
  trips: { "a hostname of 65 characters": ["a/app", named({ hostname: "a".repeat(65) })] },
  passes: { "a hostname of 64 characters": named({ hostname: "a".repeat(64) }) },
});

table("HL048", {
  trips: {
    "an underscore in a hostname": ["a/app", named({ hostname: "my_host" })],
    "a label of 64 characters": ["a/app", named({ hostname: "a".repeat(64) })],
    "an empty label in a domain name": ["a/app", named({ domainname: "home..lan" })],
    "a space in an alias": ["a/app", aliased("my db")],
  },
  passes: {
    "a label of 63 characters": named({ hostname: "a".repeat(63) }),
    "a hostname with a domain": named({ hostname: "app.home.lan", domainname: "home.lan" }),
    "an underscore in an alias": aliased("my_db"),
  },
});

table("HL042", {
  trips: { "a label of Compose's": ["a/app", named({ labels: { "com.docker.compose.project": "other" } })] },
  passes: { "a label beside them": named({ labels: { "com.docker.composed": "x" } }) },
});
