import { parse } from "yaml";
import { Homepage, StaticSite } from "../../lib/apps/index.ts";
import { Secret } from "../../lib/core/index.ts";
import { at, environment, file, if_, keyed, type Place, type Places } from "./place.ts";

/** A dashboard whose file holds the text somewhere, as a key or a value. */
const page = (props: (text: string) => object, name: string, tile?: (text: string) => object): Place => ({
  put: (text, { app, stack }) => {
    const home = new Homepage(stack, "home", props(text));
    if (tile)
      app({})
        .web(80, { tile: { name: "App", ...tile(text) } })
        .addRoute("app", home.service);
  },
  arrives: (data, text) => {
    const words: unknown[] = [];
    JSON.stringify(parse(file(data, `home-${name}`)), (key, value: unknown) => {
      words.push(key, value);
      return value;
    });
    return words.includes(text) ? text : words;
  },
});
/** A routed site whose tile has the text. */
const tiled = (props: (text: string) => object): Place => ({
  put: (t, { app, stack }) => {
    new Homepage(stack, "home");
    new StaticSite(stack, "site", props(t)).web.addRoute("site", app({}));
  },
  arrives: page(() => ({}), "services-yaml").arrives,
});
const tile = (props: (text: string) => object): Place => page(() => ({}), "services-yaml", props);
const homepage = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => void new Homepage(stack, "home", props(t)),
  arrives,
});

/** Every text of what the dashboard and a static site take. */
export const dashboardPlaces: Places = {
  "HomepageProps.title": page((t) => ({ title: t }), "settings-yaml"),
  "HomepageProps.settings": page((t) => ({ settings: { a: t } }), "settings-yaml"),
  "HomepageProps.settings: key": page((t) => ({ settings: keyed(t, "v") }), "settings-yaml"),
  "HomepageProps.services": page((t) => ({ services: [{ Group: [keyed(t, { href: "a" })] }] }), "services-yaml"),
  "HomepageProps.services: value": page((t) => ({ services: [{ G: [{ A: { href: t } }] }] }), "services-yaml"),
  "HomepageProps.bookmarks": page((t) => ({ bookmarks: [keyed(t, [])] }), "bookmarks-yaml"),
  "HomepageProps.widgets": page((t) => ({ widgets: [{ search: { url: t } }] }), "widgets-yaml"),
  "HomepageProps.css": homepage(
    (t) => ({ css: t }),
    if_(
      (data) => file(data, "home-custom-css"),
      (t) => `${t}\n`,
    ),
  ),
  "HomepageProps.javascript": homepage(
    (t) => ({ javascript: t }),
    if_(
      (data) => file(data, "home-custom-js"),
      (t) => `${t}\n`,
    ),
  ),
  "HomepageProps.allowedHosts": homepage((t) => ({ allowedHosts: [t] }), environment("home", "HOMEPAGE_ALLOWED_HOSTS")),
  "HomepageProps.secrets": {
    put: (t, { stack }) => void new Homepage(stack, "home", { secrets: keyed(t, Secret.provided(stack, "key")) }),
    arrives: (data, t) =>
      environment("home", `HOMEPAGE_FILE_${t}`)(data, t) === "/run/secrets/key" ? t : at(data, "services", "home"),
  },
  "Tile.name": tile((t) => ({ name: t })),
  "Tile.group": tile((t) => ({ group: t })),
  "Tile.icon": tile((t) => ({ icon: t })),
  "Tile.description": tile((t) => ({ description: t })),
  "HostPort.hostIp": homepage((t) => ({ http: { hostPort: 80, hostIp: t } }), "refused"),
  "StaticSiteProps.folder": {
    put: (t, { stack }) => void new StaticSite(stack, "site", { folder: t }),
    arrives: (data) => at(data, "services", "site", "volumes", "0", "source"),
  },
  "StaticSiteProps.title": tiled((t) => ({ title: t })),
};
