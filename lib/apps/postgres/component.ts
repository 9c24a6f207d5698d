import type { Construct } from "constructs";
import { checkProps, defaultId, type Endpoint, Service, type SqlDatabase, shape, Volume } from "../../core/index.ts";
import { immichPostgres } from "../../images/immich-postgres.ts";
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
  /**
   * Whether it is Immich's build of PostgreSQL 18, which has the extensions `vchord` and `vector` too. Data goes from one to
   * the other by dump and restore. Default: false.
   */
  readonly vectors?: boolean;
}

/** What a consumer asks of its database. */
export interface DatabaseOptions {
  /**
   * Extensions that are created in it, with all that they need: `unaccent`, `earthdistance`. One that is taken out of the list
   * later stays. Default: none.
   */
  readonly extensions?: readonly string[];
}

// Which versions there are, has a message of its own.
const takes = shape.props<PostgresProps>({ version: shape.anything, vectors: shape.flag });
const databaseTakes = shape.props<DatabaseOptions>({ extensions: shape.list(shape.text) });

/** A PostgreSQL server. Each consumer gets a database, a role and a password of its own from {@link database}. */
export class Postgres extends SqlServer<"postgres"> {
  readonly service: Service;
  /** The server itself, for whoever needs more than one database: the user is `postgres`. */
  readonly endpoint: Endpoint<"postgres">;
  readonly #version: PostgresVersion;
  readonly #vectors: boolean;
  readonly #extensions = new Map<string, readonly string[]>();

  constructor(scope: Construct, id: string, props: PostgresProps = {}) {
    super(scope, id);
    const { version, vectors = false } = checkProps(this, props, takes);
    this.#vectors = vectors;
    this.#version = this.#supported(version ?? (vectors ? 18 : defaultVersion));
    this.service = this.#server();
    this.checkLater(() => this.#refuseOtherMajor());
    this.endpoint = this.service.endpoint("postgres", "postgres", 5432);
  }

  /** As of every server, and with the extensions that its consumer could not create itself. */
  override database(name: string, options: DatabaseOptions = {}): SqlDatabase<"postgres"> {
    const { extensions = [] } = checkProps(this, options, databaseTakes, ["database"]);
    this.#extensions.set(name, this.#available(extensions));
    return super.database(name);
  }

  get #image(): string {
    return this.#vectors ? immichPostgres.pinned : images[this.#version];
  }

  protected get maker(): DatabaseMaker<"postgres"> {
    return {
      engine: "postgres",
      port: 5432,
      image: this.#image,
      uid,
      template: "postgres/make-databases.sh",
      environment: () => ({
        PGHOST: this.endpoint.host,
        PGUSER: superuser,
        PGPASSWORD_FILE: this.password.file(),
      }),
      parts: (database) => ({ extensions: this.#extensions.get(database) ?? [] }),
      options: (database): Record<string, string> => {
        const extensions = this.#extensions.get(database) ?? [];
        return extensions.length > 0 ? { [`${database}_EXTENSIONS`]: extensions.join(" ") } : {};
      },
      volume: mountPath(this.#version),
      reserved: /^(postgres|template[01]|pg_.*)$/,
    };
  }

  #supported(version: PostgresVersion): PostgresVersion {
    const exists = this.#vectors ? ["18"] : Object.keys(images);
    if (exists.includes(String(version))) return version;
    this.report({
      code: "HL078",
      message: `there is no PostgreSQL ${JSON.stringify(version)} here${this.#vectors ? " with `vectors`" : ""}`,
      exists,
      fix: "use a major version that exists; data moves from one to another by dump and restore",
    });
    return this.#vectors ? 18 : defaultVersion;
  }

  /** Which of the extensions can be there at all: the image has them, and their names are some. */
  #available(extensions: readonly string[]): readonly string[] {
    const special: readonly string[] = this.#vectors ? [] : immichPostgres.extensions;
    const wrong = extensions.filter((name) => special.includes(name) || !/^[a-z][a-z0-9_-]{0,62}$/.test(name));
    for (const name of wrong) {
      const lacks = special.includes(name);
      this.report({
        code: lacks ? "HL086" : "HL078",
        message: lacks
          ? `its image has no extension ${name}`
          : `${JSON.stringify(name)} is not the name of an extension`,
        fix: lacks
          ? "say `vectors: true`; data moves there by dump and restore"
          : "write it as `CREATE EXTENSION` does, in lowercase",
      });
    }
    return [...new Set(extensions.filter((name) => !wrong.includes(name)))].sort();
  }

  #server(): Service {
    const data = new Volume(this, "data", { class: "database" });
    const renewal = image.firstStart.renewal(() => superuser);
    return new Service(this, defaultId, {
      image: this.#image,
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
