import type { Construct } from "constructs";
import {
  type BindMount,
  checkProps,
  defaultId,
  Element,
  type Endpoint,
  type KeyValue,
  Service,
  type SqlDatabase,
  shape,
  type Value,
  Volume,
  type VolumeMount,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { immich as image, immichMachineLearning } from "../../images/immich.ts";
import { health } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { capability, hostPort } from "../shapes.ts";

export interface ImmichProps {
  /**
   * Its own, with its extensions: `new Postgres(stack, "postgres", { vectors: true }).database("immich", { extensions:
   * Immich.extensions })`.
   */
  readonly database: SqlDatabase<"postgres">;
  /** Its queue. */
  readonly cache: KeyValue;
  /** Whether it finds faces and things in pictures, by a second container and some memory. Default: true. */
  readonly machineLearning?: boolean;
  /** Where pictures and films are kept: a folder of the host. Default: a volume. */
  readonly library?: Omit<VolumeMount, "target"> | Omit<BindMount, "target">;
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /** The number of the host's group `render`: the host's graphics processor, `/dev/dri`, then converts films. Default: the processor does. */
  readonly renderGroup?: number;
}

const takes = shape.props<ImmichProps>({
  database: shape.needed(capability),
  cache: shape.needed(capability),
  machineLearning: shape.flag,
  library: shape.anything,
  http: hostPort,
  renderGroup: shape.whole(0, 65535),
});

/** Immich, for pictures and films. The first visitor is its administrator: open it yourself before it is routed. */
export class Immich extends Element implements Web {
  /** What has to be in its database, which it may not create itself. */
  static readonly extensions: readonly string[] = ["earthdistance", "vchord"];
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly #learning: Endpoint<"http"> | undefined;

  constructor(scope: Construct, id: string, props: ImmichProps) {
    super(scope, id);
    const usable = checkProps(this, props, takes) as ImmichProps;
    const { database, machineLearning = true, library, http, renderGroup } = usable;
    if (database) this.#refusePlain(database);
    this.#learning = machineLearning ? this.#machineLearning() : undefined;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: () => this.#environment(usable),
      ports: publish(2283, http),
      volumes: [{ ...(library ?? { volume: new Volume(this, "library", { class: "media" }) }), target: image.state }],
      ...(renderGroup !== undefined && { devices: [{ source: "/dev/dri" }], groupAdd: [String(renderGroup)] }),
      // A new version brings its database up to date before it answers.
      healthcheck: health(["CMD", "immich-healthcheck"], { startPeriod: "120s" }),
      memLimit: "4g",
      stopGracePeriod: "60s",
    });
    this.web = this.service.web(2283, {
      tile: { name: "Immich", group: "Media", icon: "immich.png", description: "Pictures" },
      auth: "own",
    });
  }

  #environment({ database, cache }: ImmichProps): Record<string, Value | undefined> {
    return {
      ...(database && {
        DB_HOSTNAME: database.endpoint.host,
        DB_PORT: database.endpoint.port,
        DB_DATABASE_NAME: database.database,
        DB_USERNAME: database.user,
        DB_PASSWORD_FILE: database.password.file(),
      }),
      ...(cache && {
        REDIS_HOSTNAME: cache.endpoint.host,
        REDIS_PORT: cache.endpoint.port,
        REDIS_PASSWORD_FILE: cache.password?.file(),
      }),
      ...(this.#learning
        ? { IMMICH_MACHINE_LEARNING_URL: this.#learning.unorderedUrl }
        : { IMMICH_MACHINE_LEARNING_ENABLED: "false" }),
    };
  }

  /** Asked now and then, and done without while it is down. */
  #machineLearning(): Endpoint<"http"> {
    const service = new Service(this, "machine-learning", {
      image: immichMachineLearning.pinned,
      // Models, fetched again where they are missing.
      volumes: [{ volume: new Volume(this, "models", { class: "cache" }), target: "/cache" }],
      healthcheck: health(["CMD", "python3", "healthcheck.py"], { startPeriod: "120s" }),
      memLimit: "4g",
    });
    return service.endpoint("http", "http", 3003);
  }

  #refusePlain({ extensions }: SqlDatabase): void {
    const lacks = Immich.extensions.filter((name) => extensions?.includes(name) === false);
    if (lacks.length === 0) return;
    this.report({
      code: "HL086",
      message: `its database has no extension ${lacks.join(" and no ")}`,
      ...(extensions?.length && { exists: extensions }),
      fix: 'use `new Postgres(stack, "postgres", { vectors: true }).database("immich", { extensions: Immich.extensions })`',
    });
  }
}
