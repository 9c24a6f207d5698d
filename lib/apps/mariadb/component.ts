import type { Construct } from "constructs";
import { checkProps, defaultId, type Endpoint, Service, shape, Volume } from "../../core/index.ts";
import { mariadb as image } from "../../images/mariadb.ts";
import { health } from "../health.ts";
import { type DatabaseMaker, SqlServer } from "../sql-server.ts";

const { pinned, uid, state } = image;

export interface MariaDBProps {
  /** Memory for what was read, in MiB. The container may use 768 MiB more. Default: 256. */
  readonly memory?: number;
}

const takes = shape.props<MariaDBProps>({ memory: shape.whole(16) });

/**
 * A MariaDB server. Each consumer gets a database, a user and a password of its own from {@link database}.
 *
 * Each statement of a transaction sees what was committed before it (READ COMMITTED): Nextcloud requires it, and it suits every app.
 */
export class MariaDB extends SqlServer<"mysql"> {
  readonly service: Service;
  /** The server itself, for whoever needs more than one database: the user is `root`. */
  readonly endpoint: Endpoint<"mysql">;

  constructor(scope: Construct, id: string, props: MariaDBProps = {}) {
    super(scope, id);
    const { memory = 256 } = checkProps(this, props, takes);
    this.service = new Service(this, defaultId, {
      image: pinned,
      command: ["mariadbd", "--transaction-isolation=READ-COMMITTED", `--innodb-buffer-pool-size=${memory}M`],
      environment: () => {
        const renewal = {
          ...image.firstStart.renewal(),
          enter: "ALTER USER root@localhost, root@'%' IDENTIFIED BY '…';",
        };
        return {
          // The entrypoint reads it before it steps down.
          MARIADB_ROOT_PASSWORD_FILE: this.password.file({ uid: 0, gid: 0, mode: "0400", renewal }),
          // Without it, a newer version runs on system tables of the older one.
          MARIADB_AUTO_UPGRADE: 1,
        };
      },
      capAdd: Object.keys(image.capabilities),
      volumes: [{ volume: new Volume(this, "data", { class: "database" }), target: state }],
      // Healthy only once it listens on the network: while a new data folder is set up, it does not.
      healthcheck: health(["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"], {
        timeout: "5s",
        retries: 5,
        startPeriod: "60s",
      }),
      memLimit: `${memory + 768}m`,
      stopGracePeriod: "60s",
    });
    this.endpoint = this.service.endpoint("mysql", "mysql", 3306);
  }

  protected get maker(): DatabaseMaker<"mysql"> {
    return {
      engine: "mysql",
      port: 3306,
      image: pinned,
      uid,
      template: "mariadb/make-databases.sh",
      environment: () => ({ MARIADB_HOST: this.endpoint.host, MARIADB_PASSWORD_FILE: this.password.file() }),
      volume: state,
      reserved: /^(root|mysql|healthcheck|sys|(information|performance)_schema)$/,
    };
  }
}
