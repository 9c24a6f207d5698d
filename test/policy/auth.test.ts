import { Network, Secret, Service, type ServiceProps, type SignOn, Stack, Traefik } from "../../lib/index.ts";
import { type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";

/** An app behind Traefik, and another one that is routed too. */
const behind = (
  props: Partial<ServiceProps>,
  { basic = false, trusts = true, apart = false, port = 80 } = {},
): Define => {
  return (lab) => {
    const edge = new Stack(lab, "edge");
    const stack = new Stack(lab, "a");
    const proxy = new Traefik(edge, "proxy");
    const network = apart ? new Network(stack, "closed") : undefined;
    if (network) proxy.service.override({ networks: [edge.defaultNetwork, network] });
    const app = new Service(stack, "app", { image, ...(network && { networks: [network] }), ...props });
    const users = Secret.provided(edge, "users");
    const options = basic ? { auth: { kind: "basic", users } as const } : {};
    proxy.route("app", app.web(port, { auth: "own", trustsIdentityHeaders: trusts }), options);
    proxy.route("other", new Service(new Stack(lab, "b"), "other", { image }).web(80, { auth: "own" }));
  };
};

table("HL140", {
  trips: {
    "an app on the network of all that is routed": ["a/app", behind({})],
    "an app that shares its stack's network": [
      "a/app",
      (lab) => {
        behind({}, { apart: true })(lab);
        const stack = lab.node.findChild("a") as Stack;
        const closed = stack.node.findChild("closed") as Network;
        new Service(stack, "worker", { image, networks: [closed] });
      },
    ],
  },
  passes: {
    "an app that believes no header": behind({}, { trusts: false }),
    "an app on a network with its ingress alone": behind({}, { apart: true }),
  },
});

const published = { ports: [{ target: 80, published: 8080 }] };

table("HL141", {
  trips: { "a port of the guarded app": ["a/app", behind(published, { basic: true, trusts: false })] },
  passes: {
    "a port of an app that asks by itself": behind(published, { trusts: false }),
    "another port of the guarded app": behind(published, { basic: true, trusts: false, port: 81 }),
    "a guarded app without a port": behind({}, { basic: true, trusts: false }),
  },
});

interface Scene {
  readonly guarded?: "itself" | "another";
  readonly host?: string;
  /** By which the provider is routed too. */
  readonly own?: string;
  readonly cookieDomain?: string;
}

const signOn = ({ guarded = "another", host = "app", own, cookieDomain }: Scene): Define => {
  return (lab) => {
    const proxy = new Traefik(new Stack(lab, "edge"), "proxy");
    const web = new Service(new Stack(lab, "id"), "id", { image }).web(9000, { auth: "own" });
    const app = new Service(new Stack(lab, "a"), "app", { image }).web(80, { auth: "own" });
    const provider: SignOn = {
      web,
      forward: {
        endpoint: web,
        prefix: "/sign-on",
        check: { traefik: "/check", nginx: "/check" },
        signIn: "/start",
        headers: ["Remote-User"],
        ...(cookieDomain !== undefined && { cookieDomain }),
      },
      guard: () => undefined,
      client: () => undefined,
    };
    if (own !== undefined) proxy.route(own, web);
    proxy.route(host, guarded === "itself" ? web : app, { auth: { kind: "sign-on", provider, groups: ["family"] } });
  };
};

table("HL142", {
  trips: { "the provider's own page": ["id/id", signOn({ guarded: "itself" })] },
  passes: { "another page": signOn({}) },
});

const cookieDomain = "home.example.com";

table("HL145", {
  trips: {
    "a name above the cookie's domain": ["a/app", signOn({ cookieDomain })],
    "a name that only ends alike": ["a/app", signOn({ host: "myhome.example.com", cookieDomain })],
    "a provider that cannot set it": ["id/id", signOn({ host: "app.home.example.com", own: "id", cookieDomain })],
  },
  passes: {
    "a name below it": signOn({ host: "app.home.example.com", own: "id.home.example.com", cookieDomain }),
    "the domain itself, written with a dot": signOn({ host: "home.example.com", cookieDomain: `.${cookieDomain}` }),
    "a cookie of each name": signOn({}),
  },
});
