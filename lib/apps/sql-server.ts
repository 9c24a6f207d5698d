import type { Construct } from "constructs";
import {
  ConfigFile,
  type Dependency,
  Element,
  type Endpoint,
  Secret,
  Service,
  type SqlDatabase,
  type SqlEngine,
  sqlDatabase,
  type Value,
} from "../core/index.ts";

const script = "/usr/local/bin/make-databases";

/** In what one server differs from another, for the service that makes the databases of its consumers. */
export interface DatabaseMaker<E extends SqlEngine> {
  readonly engine: E;
  readonly port: number;
  readonly image: string;
  /** The number of the image's own user. */
  readonly uid: number;
  /** Of the folder `templates/`: a script that takes the databases' names, and their passwords by `<name>_PASSWORD_FILE`. */
  readonly template: string;
  /** How the script reaches the server as the one who may do everything. */
  readonly environment: () => Readonly<Record<string, Value>>;
  /** What it is to know of one database besides. Default: nothing. */
  readonly options?: (database: string) => Readonly<Record<string, Value>>;
  /** What its consumer is to know of it besides. Default: nothing. */
  readonly parts?: (database: string) => Partial<SqlDatabase<E>>;
  /** The folder that the image declares a volume: uncovered, each run would leave an empty one without a name behind. */
  readonly volume: string;
  /** Names that the server has for itself. */
  readonly reserved: RegExp;
}

/**
 * A database server whose consumers get a database, a role and a password of their own each. A service that runs once makes
 * them whenever the stack starts, since an image's own variables work on an empty data folder only.
 */
export abstract class SqlServer<E extends SqlEngine> extends Element {
  abstract readonly service: Service;
  /** The server itself, for whoever needs more than one database. */
  abstract readonly endpoint: Endpoint<E>;
  /** The password of the one who may do everything. The image reads it on an empty data folder only. */
  readonly password: Secret;
  readonly #databases = new Map<string, SqlDatabase<E>>();
  #ready: Endpoint<E> | undefined;

  protected constructor(scope: Construct, id: string) {
    super(scope, id);
    this.password = Secret.generated(this, "password");
  }

  protected abstract get maker(): DatabaseMaker<E>;

  /**
   * A database with a role of the same name that owns it, which no other consumer may use. Removing the call later leaves
   * database and role where they are.
   *
   * @param name lowercase letters, digits and `_`, starting with a letter, 63 characters at most; each for one consumer
   */
  database(name: string): SqlDatabase<E> {
    const taken = this.#databases.get(name);
    const isUsable = /^[a-z][a-z0-9_]{0,62}$/.test(name) && !this.maker.reserved.test(name);
    if (taken !== undefined || !isUsable) {
      this.report({
        code: taken ? "HL001" : "HL078",
        message: `the database ${JSON.stringify(name)} ${taken ? "is taken: each consumer has its own" : "cannot have that name"}`,
        exists: [...this.#databases.keys()].sort(),
        fix: "use another name, of lowercase letters, digits and '_', starting with a letter, 63 characters at most, that the server does not have for itself",
      });
    }
    return taken ?? this.#add(name);
  }

  #add(name: string): SqlDatabase<E> {
    this.#ready ??= this.#withDatabases();
    const password = Secret.generated(this, `${name}-password`);
    const made = sqlDatabase({
      engine: this.maker.engine,
      endpoint: this.#ready,
      database: name,
      user: name,
      password,
      ...this.maker.parts?.(name),
    });
    this.#databases.set(name, made);
    return made;
  }

  /** The endpoint of a server whose databases are there, with the service that makes them. */
  #withDatabases(): Endpoint<E> {
    const { engine, port, image, uid, template, environment, options, volume } = this.maker;
    const service = new Service(this, "databases", {
      image,
      oneShot: true,
      user: `${uid}:${uid}`,
      command: () => ["sh", script, ...[...this.#databases.keys()].sort()],
      environment: () => ({
        ...environment(),
        ...Object.fromEntries(
          [...this.#databases.values()].flatMap(({ database, password }) => [
            [`${database}_PASSWORD_FILE`, password.file()],
            ...Object.entries(options?.(database) ?? {}),
          ]),
        ),
      }),
      configs: [new ConfigFile(this, "make-databases", { target: script, content: { template, values: {} } })],
      tmpfs: { [volume]: "size=1m" },
      memLimit: "256m",
    });
    const after = (): Dependency[] => [{ service, condition: "service_completed_successfully" }];
    return this.service.endpoint("databases", engine, port, { after });
  }
}
