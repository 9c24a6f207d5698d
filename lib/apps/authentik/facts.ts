import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Authentik",
  about: "sign-on for whatever is routed",
  takes: "a PostgreSQL `database`, `adminEmail`, `http`",
  gives: "`group(name)`: the `auth` of a route; `web`",
  user: "the image's (1000)",
  rotation:
    "the administrator's password, which is read on the first start only: `ak changepassword akadmin`. A changed secret key ends all sessions. An app's client secret is read with the blueprint, once an hour",
  verified: `${standIn("`test/engine/pulumi-components.test.ts`")}. The wiring of both reverse proxies to its outpost, whose place another server has: \`test/engine/sign-on.test.ts\`. Its blueprint was not applied by authentik`,
  state: {
    volumes: { data: "files", certs: "files" },
    quiesce: "stop",
    restore: "with its database, at the same version, with the same secret key",
  },
};
