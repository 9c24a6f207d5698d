import type { Construct } from "constructs";
import { defaultId, Element, Service, type SqlDatabase, type Web, type WebEndpoint } from "homelab-stacks";

export class Miniflux extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: { readonly database: SqlDatabase<"postgres"> }) {
    super(scope, id);
    const { database } = props;
    this.service = new Service(this, defaultId, {
      image: "docker.io/miniflux/miniflux:2.2.9",
      // A function: whether it is routed is known only when the whole definition is.
      environment: () => ({
        DATABASE_URL: database.url,
        BASE_URL: this.web.isRouted ? this.web.publicUrl : undefined,
      }),
      healthcheck: { test: ["CMD", "/usr/bin/miniflux", "-healthcheck", "auto"] },
    });
    this.web = this.service.web(8080, { tile: { name: "Miniflux", icon: "miniflux.png" } });
  }
}
