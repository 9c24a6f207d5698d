import type { Construct } from "constructs";
import {
  type Address,
  type ConfigData,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  Secret,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { ntfy as image } from "../../images/ntfy.ts";
import { health } from "../health.ts";
import { type HostPort, ownUrl, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

const script = "/usr/local/bin/start-ntfy";
const rootOnly = { uid: 0, gid: 0, mode: "0400" } as const;

export interface NtfyProps {
  /** Publishes it on the host too. Default: not published. */
  readonly http?: HostPort;
  /** What whoever has no account may do, by topic: `{ "up*": "write-only" }`. Default: nothing. */
  readonly everyone?: NtfyTopics;
}

/** Topics, with `*` for any part, and what may be done with them. */
export interface NtfyTopics {
  readonly [topic: string]: "read-write" | "read-only" | "write-only" | "deny-all";
}

export interface NtfyAccountOptions {
  /** An administrator may do everything. Default: `user`. */
  readonly role?: "admin" | "user";
  /** What a `user` may do. Default: nothing. */
  readonly topics?: NtfyTopics;
}

/** What a client needs to publish and to subscribe. */
export interface NtfyAccount {
  readonly endpoint: Address<"http" | "https">;
  readonly user: string;
  readonly password: Secret;
}

const topics = shape.map(shape.oneOf(["read-write", "read-only", "write-only", "deny-all"]));
const takes = shape.props<NtfyProps>({ http: hostPort, everyone: topics });
const takesAccount = shape.props<NtfyAccountOptions>({ role: shape.oneOf(["admin", "user"]), topics });

/**
 * ntfy, which sends notifications to phones. Nobody reads or writes a topic without an account of {@link account} that may.
 * What was allowed once stays so until it is denied.
 */
export class Ntfy extends Element implements Web {
  readonly props: NtfyProps;
  readonly service: Service;
  readonly web: WebEndpoint;
  readonly #accounts = new Map<string, NtfyAccount & NtfyAccountOptions>();

  constructor(scope: Construct, id: string, props: NtfyProps = {}) {
    super(scope, id);
    this.props = checkProps(this, props, takes) as NtfyProps;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      entrypoint: ["sh", script],
      command: () => this.#arguments(),
      environment: () =>
        Object.fromEntries(
          [...this.#accounts].map(([user, { password }]) => [
            `${user.replaceAll("-", "_")}_PASSWORD_FILE`,
            password.file(rootOnly),
          ]),
        ),
      ports: publish(80, this.props.http),
      configs: [
        new ConfigFile(this, "config", {
          target: "/etc/ntfy/server.yml",
          content: () => ({ yaml: this.#settings() }),
        }),
        new ConfigFile(this, "start", { target: script, content: { template: "ntfy/start.sh", values: {} } }),
      ],
      volumes: [{ volume: new Volume(this, "data", { class: "database" }), target: image.state }],
      healthcheck: health(["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/v1/health"], {
        timeout: "5s",
        retries: 3,
        startPeriod: "15s",
      }),
      memLimit: "256m",
    });
    this.web = this.service.web(80, {
      tile: { name: "ntfy", icon: "ntfy.png", description: "Notifications" },
      auth: "own",
    });
  }

  /**
   * An account, with a password that is made once. Removing the call later leaves the account where it is.
   *
   * @param user lowercase letters, digits and `-`, beginning with a letter; each for one client
   */
  account(user: string, options: NtfyAccountOptions = {}): NtfyAccount {
    const usable = checkProps(this, options, takesAccount, ["account"]);
    const taken = this.#accounts.get(user);
    if (taken !== undefined || !/^[a-z][a-z0-9-]{0,62}$/.test(user) || user === "everyone") {
      this.report({
        code: taken ? "HL001" : "HL078",
        message: `the account ${JSON.stringify(user)} ${taken ? "is taken: each client has its own" : "cannot have that name"}`,
        exists: [...this.#accounts.keys()].sort(),
        fix: "use another name, of lowercase letters, digits and '-', beginning with a letter, other than `everyone`",
      });
      if (taken) return taken;
    }
    const account = { endpoint: this.web, user, password: Secret.generated(this, `${user}-password`), ...usable };
    this.#accounts.set(user, account);
    return account;
  }

  #arguments(): string[] {
    const accounts = [...this.#accounts.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
    const access = (user: string, allowed: NtfyTopics = {}) =>
      Object.entries(allowed)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([topic, permission]) => ["access", user, topic, permission]);
    return [
      ...accounts.flatMap(({ user, role = "user" }) => ["account", user, role]),
      ...accounts.flatMap(({ user, topics }) => access(user, topics)),
      ...access("everyone", this.props.everyone),
    ];
  }

  #settings(): ConfigData {
    return {
      "base-url": ownUrl(this.web, this.props.http, "localhost"),
      "listen-http": ":80",
      // Else limits hold for the ingress in place of each visitor.
      "behind-proxy": this.web.isRouted,
      "cache-file": `${image.state}/cache.db`,
      "attachment-cache-dir": `${image.state}/attachments`,
      "auth-file": `${image.state}/user.db`,
      "auth-default-access": "deny-all",
      "enable-login": true,
    };
  }
}
