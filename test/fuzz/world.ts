import {
  ConfigFile,
  Homelab,
  Network,
  ProblemError,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  text,
  Volume,
  type WebEndpoint,
} from "homelab-stacks";
import type { Part } from "./parts.ts";

// Through the public package alone: a user's project can have this file beside its definition.

/** What has been made so far, for later parts to refer to. */
export class World {
  readonly lab = new Homelab("kite", { domain: "example.com" });
  readonly stacks: Stack[] = [];
  readonly services: Service[] = [];
  readonly volumes: Volume[] = [];
  readonly networks: Network[] = [];
  readonly secrets: Secret[] = [];
  readonly configs: ConfigFile[] = [];
  readonly webs: WebEndpoint[] = [];

  add({ id, picks, kind, has, wrong }: Part): void {
    let next = 0;
    const pick = <T>(list: readonly T[]): T | undefined =>
      list[(picks[next++ % picks.length] ?? 0) % (list.length || 1)];
    const some = <T>(list: readonly T[]): T[] => [pick(list)].flatMap((one) => (one === undefined ? [] : [one]));
    const scope = pick(this.stacks);
    if (kind === "stack" || scope === undefined) {
      this.stacks.push(new Stack(this.lab, id, wrong));
      return;
    }
    switch (kind) {
      case "service": {
        const service = new Service(scope, id, { ...this.props(has, pick, some), ...wrong } as ServiceProps);
        this.services.push(service);
        this.webs.push(service.web(80));
        service.endpoint("db", "postgres", 5432);
        return;
      }
      case "volume":
        this.volumes.push(new Volume(scope, id, { class: "data", ...wrong }));
        return;
      case "network":
        this.networks.push(new Network(scope, id, wrong));
        return;
      case "secret":
        this.secrets.push(has % 2 ? Secret.generated(scope, id) : Secret.provided(scope, id, wrong));
        return;
      case "config": {
        const secret = pick(this.secrets);
        const contents = [
          { text: secret ? text`a ${secret}` : "plain" },
          { yaml: { a: [secret?.file(), "yes"] } },
          { json: { a: secret?.uriEncoded } },
          { env: { A: secret } },
          () => ({ ini: { s: { k: this.webs.filter((web) => web.isRouted).length } } }),
          { template: "missing", values: {} },
        ] as const;
        this.configs.push(
          new ConfigFile(scope, id, { target: "/c", content: pick(contents) ?? { text: "" }, ...wrong }),
        );
        return;
      }
      case "route": {
        const ingress = pick(this.services);
        if (ingress) pick(this.webs)?.addRoute(`${String(has)}`, ingress);
        return;
      }
    }
  }

  private props(
    has: number,
    pick: <T>(list: readonly T[]) => T | undefined,
    some: <T>(list: readonly T[]) => T[],
  ): ServiceProps {
    const bit = (n: number) => (has & (1 << n)) !== 0;
    const service = pick(this.services);
    const web = pick(this.webs);
    const secret = pick(this.secrets);
    return {
      image: "docker.io/library/nginx:1.30.4",
      ...(bit(0) && { volumes: some(this.volumes).map((volume) => ({ volume, target: "/v" })) }),
      ...(bit(1) && { networks: some(this.networks) }),
      ...(bit(2) && service && { dependsOn: [service] }),
      ...(bit(3) && bit(4) && service && { networkMode: { service } }),
      ...(bit(5) && { configs: some(this.configs) }),
      ...(bit(6) && secret && { secrets: [secret.file()] }),
      ...(bit(7) && {
        environment: () => ({ U: web?.url, S: secret, P: web?.isRouted ? web.publicUrl : "", "a b": "x" }),
      }),
      ...(bit(8) && secret && { command: () => ["x", secret] }),
      ...(bit(9) && { ports: [{ target: 80, published: 8080 }] }),
      ...(bit(10) && { healthcheck: { test: ["CMD", "true"] } }),
      ...(bit(11) && { tmpfs: { "/v": "" }, readOnly: true }),
      ...(bit(12) && bit(13) && service && { pid: { service } }),
    };
  }
}

/** Builds what the parts say. A construct may refuse what it is given where it is given: those mistakes are told as well. */
export function make(parts: readonly Part[]): World {
  const world = new World();
  for (const one of parts) {
    try {
      world.add(one);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return world;
}
