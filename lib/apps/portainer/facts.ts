import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Portainer",
  about: "the engine by a browser",
  takes: "`http`",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "the administrator's password, which is read on the first start only: change it in Portainer's own pages",
  signOn:
    "a task sends it by Portainer's API (`PUT /api/settings`), signed in as `admin` with the administrator's password of the store: where another one was set on Portainer's pages, it fails and says so. Visitors get an account as they come, called by their address and without any right until the administrator gives one; `admin` still signs in by the password. Of several hostnames people come back to the first. Once no route asks for sign-on, Portainer asks for passwords again; what it knows of the provider stays, unused. The requests are read from Portainer's source and authentik's guide for it; Portainer itself did not get them",
  verified: standIn("`test/engine/apps-changes.test.ts`, `test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder, into an empty volume; a new one must not be reachable before it has its administrator",
  },
};
