import {
  Authentik,
  Forgejo,
  type Homelab,
  Nextcloud,
  Portainer,
  Postgres,
  Redis,
  Stack,
  Traefik,
  type Web,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build, type HomelabModel, type Ledger, type ServiceModel } from "../../lib/model/index.ts";
import { formatLedger, parseLedger } from "../../lib/project/ledger-format.ts";
import { homelab } from "./definition.ts";

// Apps that keep sign-on in their own data: a task enters it there, and takes it out.

const apps = {
  forgejo: (stack: Stack) => new Forgejo(stack, "app", { database: new Postgres(stack, "db").database("git") }),
  nextcloud: (stack: Stack) =>
    new Nextcloud(stack, "app", {
      database: new Postgres(stack, "db").database("cloud"),
      cache: new Redis(stack, "cache"),
    }),
  portainer: (stack: Stack) => new Portainer(stack, "app"),
} as const satisfies Record<string, (stack: Stack) => Web>;

type App = keyof typeof apps;

/** One of the apps behind Traefik, by a route with sign-on or without. */
function scene(app: App, isGuarded: boolean): { readonly lab: Homelab; readonly web: Web["web"] } {
  const lab = homelab();
  const id = new Stack(lab, "id");
  const authentik = new Authentik(id, "authentik", { database: new Postgres(id, "db").database("authentik") });
  const proxy = new Traefik(new Stack(lab, "edge"), "proxy");
  const { web } = apps[app](new Stack(lab, "own"));
  proxy.route("auth", authentik.web);
  proxy.route("app", web, isGuarded ? { auth: authentik.group("family") } : {});
  return { lab, web };
}

function serviceIn({ stacks }: HomelabModel, path: string): ServiceModel | undefined {
  return stacks.flatMap(({ services }) => services).find((one) => one.path === path);
}

/** What a definition comes to that follows one which made `before`; the ledger as it is kept on disk. */
function built(before: Ledger | undefined, lab: Homelab) {
  const { model, ledger, problems } = build(lab, { ledger: before ?? { entries: new Map(), hasSecrets: true } });
  expect(problems.filter(({ level }) => level === "error")).toEqual([]);
  const parsed = parseLedger(formatLedger(ledger?.ledger as Ledger));
  if (!("ledger" in parsed)) throw new Error(JSON.stringify(parsed));
  return { model, ledger: parsed.ledger };
}

const discovery = "https://auth.example.com/application/o/app_example_com/.well-known/openid-configuration";
const entered = {
  SIGN_ON_CLIENT: "app_example_com",
  SIGN_ON_SECRET_FILE: "/run/secrets/app-sign-on-secret",
  SIGN_ON_DISCOVERY: discovery,
};

describe.each(Object.keys(apps) as App[])("%s", (app) => {
  it("has a task enter sign-on in its data, in its own namespaces, once it is healthy", () => {
    const { model } = built(undefined, scene(app, true).lab);
    const [own, task] = [serviceIn(model, "own/app"), serviceIn(model, "own/app/sign-on")];
    expect(task).toMatchObject({
      image: own?.image,
      oneShot: true,
      environment: entered,
      networkMode: { service: "app" },
      pid: { service: "app" },
    });
    expect(task?.dependsOn).toContainEqual({ stack: "own", service: "app", condition: "service_healthy" });
    expect(task?.capAdd).toEqual([]);
  });

  it("names no secret in the task's variables, and no argument", () => {
    const { model } = built(undefined, scene(app, true).lab);
    const { environment, entrypoint, command } = serviceIn(model, "own/app/sign-on") as ServiceModel;
    for (const value of [...Object.values(environment), ...(entrypoint ?? []), ...(command ?? [])])
      expect(value).toBeTypeOf("string");
  });

  it("has no task where no route asked for sign-on", () => {
    expect(serviceIn(built(undefined, scene(app, false).lab).model, "own/app/sign-on")).toBeUndefined();
  });

  it("has sign-on taken out once no route asks for it any more, and put in again", () => {
    const { ledger } = built(undefined, scene(app, true).lab);
    const without = built(ledger, scene(app, false).lab);
    const task = serviceIn(without.model, "own/app/sign-on");
    expect(task?.oneShot).toBe(true);
    expect(Object.keys(task?.environment ?? {}).filter((name) => name.startsWith("SIGN_ON"))).toEqual([]);
    const again = serviceIn(built(without.ledger, scene(app, true).lab).model, "own/app/sign-on");
    expect(again?.environment).toMatchObject(entered);
  });

  it("runs the task with the image that it was given itself, and its platform", () => {
    const { lab, web } = scene(app, true);
    web.service.override({ image: "registry.example.com/own/app:1", platform: "linux/arm64" });
    const { model } = build(lab);
    expect(serviceIn(model, "own/app/sign-on")).toMatchObject({
      image: serviceIn(model, "own/app")?.image,
      platform: "linux/arm64",
    });
  });
});

it("lets in Forgejo's visitors as they come, and nobody else, for as long as there is sign-on: app.ini would keep it", () => {
  const names = ["oauth2_client__ENABLE_AUTO_REGISTRATION", "service__REQUIRE_SIGNIN_VIEW"];
  const said = (model: HomelabModel) =>
    names.map((name) => serviceIn(model, "own/app")?.environment[`FORGEJO__${name}`]);
  const first = built(undefined, scene("forgejo", true).lab);
  const then = built(first.ledger, scene("forgejo", false).lab);
  const never = built(undefined, scene("forgejo", false).lab);
  expect([first, then, never].map(({ model }) => said(model))).toEqual([
    ["true", "true"],
    ["false", "false"],
    [undefined, undefined],
  ]);
});

it("tells Portainer all of the provider's addresses, and where people come back to", () => {
  const { model } = built(undefined, scene("portainer", true).lab);
  expect(serviceIn(model, "own/app/sign-on")?.environment).toMatchObject({
    SIGN_ON_AUTHORIZE: "https://auth.example.com/application/o/authorize/",
    SIGN_ON_ACCESS: "https://auth.example.com/application/o/token/",
    SIGN_ON_USERINFO: "https://auth.example.com/application/o/userinfo/",
    SIGN_ON_BACK: "https://app.example.com/",
  });
});

it.each([
  ["forgejo", ["/user/oauth2/Sign-on/callback"]],
  ["nextcloud", ["/apps/user_oidc/code", "/index.php/apps/user_oidc/code"]],
  ["portainer", ["/"]],
] as const)("has the provider send people back to %s where it takes them", (app, paths) => {
  const { model } = build(scene(app, true).lab);
  const blueprint = model.stacks
    .flatMap(({ configs }) => configs)
    .find(({ path }) => path === "id/authentik/blueprint")?.content;
  const text = [blueprint].flat().join("");
  for (const path of paths) expect(text).toContain(`"https://app.example.com${path}"`);
});
