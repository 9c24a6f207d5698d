import { Homelab, Service, Stack, text } from "../../lib/core/index.ts";
import { app, at, if_, image, inApp, type Place, type Places } from "./place.ts";

/** The homelab's own properties, which stand before everything else. */
const lab = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, scene) => {
    Object.assign(scene.lab.props, props(t));
    scene.app({});
  },
  arrives,
});
const routed = (props: (text: string) => object, host: (text: string) => string, arrives: Place["arrives"]): Place => ({
  put: (t, { lab, app }) => {
    Object.assign(lab.props, props(t));
    const service = app({ environment: () => ({ URL: web.publicUrl }) });
    const web = service.web(80);
    web.addRoute(host(t), service);
  },
  arrives,
});

/** Every text that a definition takes outside of its services' properties. */
export const definitionPlaces: Places = {
  "Homelab.constructor": {
    put: (t) => {
      const lab = new Homelab(t, { domain: "example.com" });
      const ingress = new Service(new Stack(lab, "edge"), "ingress", { image });
      new Service(new Stack(lab, "one"), "app", { image }).web(80).addRoute("www", ingress);
      return lab;
    },
    arrives: (data, t) => Object.keys((at(data, "networks") as object) ?? {}).find((name) => name === t),
  },
  "HomelabProps.domain": routed(
    (t) => ({ domain: t }),
    () => "www",
    if_(inApp("environment", "URL"), (t) => `https://www.${t}`),
  ),
  "HomelabProps.domains": routed(
    (t) => ({ domains: [t] }),
    (t) => `a.${t}`,
    if_(inApp("environment", "URL"), (t) => `https://a.${t}`),
  ),
  "HomelabProps.timezone": lab((t) => ({ timezone: t }), inApp("environment", "TZ")),
  "HomelabProps.logging": lab((t) => ({ logging: { driver: t } }), inApp("logging", "driver")),
  "HomelabProps.logging: word": lab((t) => ({ logging: t }), "refused"),
  "HomelabProps.logging: option": lab(
    (t) => ({ logging: { driver: "local", options: { a: t } } }),
    inApp("logging", "options", "a"),
  ),
  "HomelabProps.mirror": lab(
    (t) => ({ mirror: t }),
    if_(inApp("image"), (t) => (t === "" ? image : `${t}/${image}`)),
  ),
  "Homelab.moved": {
    put: (t, { lab, app }) => {
      lab.moved(t, t);
      app({});
    },
    arrives: "unwritten",
  },
  "Homelab.acknowledge: reason": {
    put: (t, { lab, app }) => {
      lab.acknowledge("HL110", t);
      app({});
    },
    arrives: "unwritten",
  },
  "Homelab.acknowledge: code": {
    put: (t, { lab, app }) => {
      lab.acknowledge(t, "why");
      app({});
    },
    arrives: "unwritten",
  },
  "Element.acknowledge: reason": {
    put: (t, { app }) => void app({ securityOpt: [] }).acknowledge("HL110", t),
    arrives: "unwritten",
  },
  "Element.acknowledge: code": { put: (t, { app }) => void app({}).acknowledge(t, "why"), arrives: "unwritten" },
  "Element.constructor": {
    put: (t, { stack }) => void new Service(stack, t, { image }),
    arrives: if_(
      (data) => Object.keys((at(data, "services") as object) ?? {}),
      (t) => [t],
    ),
  },
  "Stack.constructor": {
    put: (t) => {
      const lab = new Homelab("kite");
      new Service(new Stack(lab, t), "app", { image });
      return lab;
    },
    arrives: (data) => at(data, "name"),
  },
  "Service.endpoint": {
    put: (t, { app }) => {
      const service = app({});
      service.endpoint(t, "tcp", 80);
    },
    arrives: "unwritten",
  },
  "NamedWebOptions.name": { put: (t, { app }) => void app({}).web(81, { name: t }), arrives: "unwritten" },
  "Service.web": { put: (t, { app }) => void app({}).web(80, { name: t }), arrives: "unwritten" },
  "WebOptions.redirectPaths": {
    put: (t, { app }) => void app({}).web(80, { oidc: { redirectPaths: [t] } }),
    arrives: "unwritten",
  },
  "WebEndpoint.addRoute": routed(
    () => ({}),
    (t) => t,
    if_(inApp("environment", "URL"), (t) => `https://${t}.example.com`),
  ),
  text: app(
    (t) => ({ environment: { A: text`a${t}b` } }),
    if_(inApp("environment", "A"), (t) => `a${t}b`),
  ),
};
