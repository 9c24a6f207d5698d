import { Cloudflared, Forgejo, Homepage, type HomepageProps, Secret, Service, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fileOf, homelab, modelOf, serviceOf } from "./definition.ts";

function parts(props: HomepageProps = {}) {
  const lab = homelab();
  const edge = new Stack(lab, "edge");
  const tunnel = new Cloudflared(edge, "tunnel", { token: Secret.provided(edge, "token") });
  const home = new Homepage(new Stack(lab, "home"), "homepage", props);
  const app = (id: string, name: string, group?: string) =>
    new Service(new Stack(lab, id), id, { image: "docker.io/library/nginx:1.30.4", capAdd: ["CHOWN"] }).web(80, {
      tile: { name, ...(group !== undefined && { group }), icon: `${id}.png` },
    });
  return { lab, tunnel, home, app };
}

const services = (lab: Parameters<typeof fileOf>[0]) => parse(fileOf(lab, "home/homepage/services-yaml"));

describe("Homepage", () => {
  it("shows what is routed and has a tile, by group and name, whatever the order", () => {
    const { lab, tunnel, app } = parts();
    const zebra = app("zebra", "Zebra", "Media");
    const wiki = app("wiki", "Wiki");
    const blog = app("blog", "Blog");
    app("hidden", "Hidden");
    tunnel.route("wiki", wiki);
    tunnel.route("zebra", zebra);
    tunnel.route("blog", blog);
    expect(services(lab)).toEqual([
      {
        Apps: [
          { Blog: { href: "https://blog.example.com", icon: "blog.png" } },
          { Wiki: { href: "https://wiki.example.com", icon: "wiki.png" } },
        ],
      },
      { Media: [{ Zebra: { href: "https://zebra.example.com", icon: "zebra.png" } }] },
    ]);
  });

  it("shows apps that are declared and routed after it", () => {
    const { lab, tunnel } = parts();
    const git = new Forgejo(new Stack(lab, "git"), "forgejo");
    tunnel.route("git", git.web);
    expect(services(lab)).toMatchObject([{ Apps: [{ Forgejo: { href: "https://git.example.com" } }] }]);
  });

  it("neither waits for the apps that it shows nor shares more networks than the ingress'", () => {
    const { lab, tunnel, home, app } = parts();
    tunnel.route("www", home.web);
    tunnel.route("wiki", app("wiki", "Wiki"));
    expect(serviceOf(lab, "home/homepage").dependsOn).toEqual([]);
    expect(serviceOf(lab, "home/homepage").networks.map((join) => join.network)).toEqual(["default", "kite"]);
  });

  it("allows the names that it is reached by, with their ports", () => {
    const { lab, tunnel, home } = parts({
      http: { hostPort: 8080, hostIp: "192.168.1.5" },
      allowedHosts: ["nas.lan:8080"],
    });
    tunnel.route("www", home.web);
    expect(serviceOf(lab, "home/homepage").environment["HOMEPAGE_ALLOWED_HOSTS"]).toBe(
      "192.168.1.5:8080,localhost:8080,nas.lan:8080,www.example.com",
    );
    expect(serviceOf(parts().lab, "home/homepage").environment).not.toHaveProperty("HOMEPAGE_ALLOWED_HOSTS");
  });

  it("is given every file that it would else copy, none of them empty, and writes nothing", () => {
    const { lab } = parts();
    const { configs, mounts, capAdd, user, environment } = serviceOf(lab, "home/homepage");
    expect(configs.map((config) => config.target)).toEqual(
      [
        "bookmarks.yaml",
        "custom.css",
        "custom.js",
        "docker.yaml",
        "kubernetes.yaml",
        "proxmox.yaml",
        "services.yaml",
        "settings.yaml",
        "widgets.yaml",
      ].map((name) => `/app/config/${name}`),
    );
    for (const { content } of modelOf(lab).stacks.flatMap((stack) => stack.configs)) expect(content).not.toBe("");
    expect({ mounts, capAdd, user }).toEqual({ mounts: [], capAdd: [], user: "1000:1000" });
    expect(environment["LOG_TARGETS"]).toBe("stdout");
  });

  it("takes what the user adds, keys in their order", () => {
    const { lab } = parts({
      title: "Kite",
      settings: { theme: "dark", layout: { Zoo: { style: "row" }, Apps: { style: "column" } } },
      bookmarks: [{ Docs: [{ Compose: [{ href: "https://docs.docker.com" }] }] }],
      widgets: [{ search: { provider: "duckduckgo" } }],
      services: [{ Elsewhere: [{ Router: { href: "http://192.168.1.1" } }] }],
    });
    expect(Object.keys(parse(fileOf(lab, "home/homepage/settings-yaml")).layout)).toEqual(["Zoo", "Apps"]);
    expect(parse(fileOf(lab, "home/homepage/settings-yaml"))).toMatchObject({ title: "Kite", theme: "dark" });
    expect(parse(fileOf(lab, "home/homepage/bookmarks-yaml"))).toEqual([
      { Docs: [{ Compose: [{ href: "https://docs.docker.com" }] }] },
    ]);
    expect(parse(fileOf(lab, "home/homepage/widgets-yaml"))).toEqual([{ search: { provider: "duckduckgo" } }]);
    expect(services(lab)).toEqual([{ Elsewhere: [{ Router: { href: "http://192.168.1.1" } }] }]);
  });

  it("gives widgets their keys by files", () => {
    const lab = homelab();
    const stack = new Stack(lab, "home");
    const key = Secret.provided(stack, "weather-key");
    new Homepage(stack, "homepage", {
      widgets: [{ openweathermap: { apiKey: "{{HOMEPAGE_FILE_WEATHER}}" } }],
      secrets: { WEATHER: key },
    });
    expect(serviceOf(lab, "home/homepage").environment["HOMEPAGE_FILE_WEATHER"]).toBe("/run/secrets/weather-key");
    expect(serviceOf(lab, "home/homepage").secrets).toMatchObject([{ secret: "HOME_WEATHER_KEY" }]);
  });
});
