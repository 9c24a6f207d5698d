import type { Construct } from "constructs";
import { checkProps, defaultId, type Endpoint, Service, shape, Volume } from "../../core/index.ts";
import { postgres as image } from "../../images/postgres.ts";
import { health } from "../health.ts";
import { type DatabaseMaker, SqlServer } from "../sql-server.ts";

const { pinned: images, uid } = image;

export type PostgresVersion = keyof typeof images;

const defaultVersion: PostgresVersion = 17;

const superuser = "postgres";

export interface PostgresProps {
  /**
   * The major version: 15 to 18. Data of one is unreadable to another: dump, start the new one on a new volume, and
   * restore. Default: 17.
   */
  readonly version?: PostgresVersion;
}

// Which versions there are, has a message of its own.
const takes = shape.props<PostgresProps>({ version: shape.anything });

/** A PostgreSQL server. Each consumer gets a database, a role and a password of its own from {@link database}. */
export class Postgres extends SqlServer<"postgres"> {
  readonly service: Service;
  /** The server itself, for whoever needs more than one database: the user is `postgres`. */
  readonly endpoint: Endpoint<"postgres">;
  readonly #version: PostgresVersion;

  constructor(scope: Construct, id: string, props: PostgresProps = {}) {
    super(scope, id);
    const { version = defaultVersion } = checkProps(this, props, takes);
    this.#version = this.#supported(version);
    this.service = this.#server();
    this.checkLater(() => this.#refuseOtherMajor());
    this.endpoint = this.service.endpoint("postgres", "postgres", 5432);
  }

  protected get maker(): DatabaseMaker<"postgres"> {
    return {
      engine: "postgres",
      port: 5432,
      image: images[this.#version],
      uid,
      template: "postgres/make-databases.sh",
      environment: () => ({
        PGHOST: this.endpoint.host,
        PGUSER: superuser,
        PGPASSWORD_FILE: this.password.file(),
      }),
      volume: mountPath(this.#version),
      reserved: /^(postgres|template[01]|pg_.*)$/,
    };
  }

  #supported(version: PostgresVersion): PostgresVersion {
    if (Object.hasOwn(images, version)) return version;
    this.report({
      code: "HL078",
      message: `there is no PostgreSQL ${JSON.stringify(version)} here`,
      exists: Object.keys(images),
      fix: "use a major version that exists; data moves from one to another by dump and restore",
    });
    return defaultVersion;
  }

  #server(): Service {
    const data = new Volume(this, "data", { class: "database" });
    const renewal = image.firstStart.renewal(() => superuser);
    return new Service(this, defaultId, {
      image: images[this.#version],
      environment: { POSTGRES_PASSWORD_FILE: this.password.file({ uid, gid: uid, mode: "0400", renewal }) },
      capAdd: Object.keys(image.capabilities),
      volumes: [{ volume: data, target: mountPath(this.#version) }],
      // Over TCP: while the image sets up a new data folder, its server answers on the Unix socket alone.
      healthcheck: health(["CMD", "pg_isready", "-h", "127.0.0.1", "-U", superuser], {
        timeout: "5s",
        retries: 5,
        startPeriod: "30s",
      }),
      shmSize: "256m",
      memLimit: "2g",
      stopGracePeriod: "60s",
    });
  }

  /** An image put in by `override`: where its major version keeps its data elsewhere, it would persist nothing. */
  #refuseOtherMajor(): void {
    const { image: chosen } = this.service.effectiveProps;
    const major = /:(\d+)/.exec(chosen)?.[1];
    if (major === undefined || Number(major) === this.#version) return;
    this.report({
      code: "HL079",
      message: `the image ${chosen} is another major version than ${this.#version}, for which the data folder is laid out`,
      fix: `give the component \`version: ${major}\`, and move the data by dump and restore`,
    });
  }
}

/**
 * From 18 on, one mount holds the folders of all versions; mounting the other path loses data or fails
 * (docker-library/docs, postgres/content.md, PGDATA).
 */
function mountPath(version: PostgresVersion): string {
  return version >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
}
