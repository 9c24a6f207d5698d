import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  type Dependency,
  defaultId,
  Element,
  type Endpoint,
  Secret,
  Service,
  type SqlDatabase,
  shape,
  sqlDatabase,
  Volume,
} from "../../core/index.ts";
import { postgres as image } from "../../images/postgres.ts";
import { health } from "../health.ts";

const { pinned: images, uid } = image;

export type PostgresVersion = keyof typeof images;

const defaultVersion: PostgresVersion = 17;

const superuser = "postgres";
const script = "/usr/local/bin/make-databases";

export interface PostgresProps {
  /**
   * The major version: 15 to 18. Data of one is unreadable to another: dump, start the new one on a new volume, and
   * restore. Default: 17.
   */
  readonly version?: PostgresVersion;
}

// Which versions there are, has a message of its own.
const takes = shape.props<PostgresProps>({ version: shape.anything });

/**
 * A PostgreSQL server. Each consumer gets a database, a role and a password of its own from {@link database}. A one-shot
 * service makes them whenever the stack starts, since the image's own variables work on an empty data folder only.
 */
export class Postgres extends Element {
  readonly service: Service;
  /** The server itself, for whoever needs more than one database: the user is `postgres`. */
  readonly endpoint: Endpoint<"postgres">;
  /** The superuser's password. The image reads it on an empty data folder only. */
  readonly password: Secret;
  readonly #version: PostgresVersion;
  readonly #databases = new Map<string, SqlDatabase<"postgres">>();
  #ready: Endpoint<"postgres"> | undefined;

  constructor(scope: Construct, id: string, props: PostgresProps = {}) {
    super(scope, id);
    const { version = defaultVersion } = checkProps(this, props, takes);
    this.#version = this.#supported(version);
    this.password = Secret.generated(this, "password");
    this.service = this.#server();
    this.endpoint = this.service.endpoint("postgres", "postgres", 5432);
  }

  /**
   * A database with a role of the same name that owns it, to which no other role may connect. Removing the call later
   * leaves database and role where they are.
   *
   * @param name lowercase letters, digits and `_`, starting with a letter, 63 characters at most; each for one consumer
   */
  database(name: string): SqlDatabase<"postgres"> {
    const taken = this.#databases.get(name);
    if (taken !== undefined || !isUsable(name)) {
      this.report({
        code: taken ? "HL001" : "HL078",
        message: `the database ${JSON.stringify(name)} ${taken ? "is taken: each consumer has its own" : "cannot have that name"}`,
        exists: [...this.#databases.keys()].sort(),
        fix: "use another name, of lowercase letters, digits and '_', starting with a letter, 63 characters at most, other than `postgres`, `template0`, `template1` and `pg_…`",
      });
    }
    return taken ?? this.#add(name);
  }

  #add(name: string): SqlDatabase<"postgres"> {
    this.#ready ??= this.#withDatabases();
    const password = Secret.generated(this, `${name}-password`);
    const made = sqlDatabase({ engine: "postgres", endpoint: this.#ready, database: name, user: name, password });
    this.#databases.set(name, made);
    return made;
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
    return new Service(this, defaultId, {
      image: images[this.#version],
      environment: () => {
        this.#refuseOtherMajor();
        const renewal = image.firstStart.renewal(() => superuser);
        return { POSTGRES_PASSWORD_FILE: this.password.file({ uid, gid: uid, mode: "0400", renewal }) };
      },
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

  /** The endpoint of a server whose databases are there, with the service that makes them. */
  #withDatabases(): Endpoint<"postgres"> {
    const maker = new Service(this, "databases", {
      image: images[this.#version],
      oneShot: true,
      user: `${uid}:${uid}`,
      command: () => ["sh", script, ...[...this.#databases.keys()].sort()],
      environment: () => ({
        PGHOST: this.endpoint.host,
        PGUSER: superuser,
        PGPASSWORD_FILE: this.password.file(),
        ...Object.fromEntries(
          [...this.#databases.values()].map((one) => [`${one.database}_PASSWORD_FILE`, one.password.file()]),
        ),
      }),
      configs: [
        new ConfigFile(this, "make-databases", {
          target: script,
          content: { template: "postgres/make-databases.sh", values: {} },
        }),
      ],
      // The image declares its data folder a volume: uncovered, each run would leave an empty one without a name behind.
      tmpfs: { [mountPath(this.#version)]: "size=1m" },
      memLimit: "256m",
    });
    const after = (): Dependency[] => [{ service: maker, condition: "service_completed_successfully" }];
    return this.service.endpoint("databases", "postgres", 5432, { after });
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

function isUsable(name: string): boolean {
  const reserved = [superuser, "template0", "template1"].includes(name) || name.startsWith("pg_");
  return /^[a-z][a-z0-9_]{0,62}$/.test(name) && !reserved;
}
