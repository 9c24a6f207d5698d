import type { Construct } from "constructs";
import {
  type Address,
  ConfigFile,
  checkProps,
  defaultId,
  Element,
  type KeyValue,
  keyValue,
  Secret,
  Service,
  type ServiceProps,
  shape,
  type Text,
  text,
  Volume,
} from "../core/index.ts";
import type { redis } from "../images/redis.ts";
import type { valkey } from "../images/valkey.ts";
import { health } from "./health.ts";

export interface KeyValueServerProps {
  /**
   * Whether the content outlives the container: a volume and an append-only file in place of memory alone. Default:
   * false, a cache that may lose what it holds at any time.
   */
  readonly persistent?: boolean;
  /**
   * Memory for the content, in MiB. Beyond it a cache drops what was used least recently, while a persistent one
   * refuses writes. The container may use twice as much and 128 MiB more, since saving copies. Default: 256.
   */
  readonly memory?: number;
}

const takes = shape.props<KeyValueServerProps>({ persistent: shape.flag, memory: shape.whole(1) });

/** Valkey's image or Redis', from which it was forked. */
type Flavour = typeof redis | typeof valkey;

const passwordFile = "/run/secrets/password";

/** A server that speaks Redis' protocol, with a password that is made once; see `Redis` and `Valkey`. */
export abstract class KeyValueServer extends Element implements KeyValue {
  readonly service: Service;
  readonly endpoint: Address<"redis">;
  readonly password: Secret;
  readonly url: Text;

  protected constructor(scope: Construct, id: string, flavour: Flavour, props: KeyValueServerProps) {
    super(scope, id);
    const { persistent = false, memory = 256 } = checkProps(this, props, takes);
    this.password = Secret.generated(this, "password");
    const config = new ConfigFile(this, "config", {
      target: `/usr/local/etc/${flavour.server}.conf`,
      content: { text: settings(this.password, persistent, memory) },
      ...ownerOnly(flavour, persistent),
    });
    this.service = new Service(this, defaultId, {
      image: flavour.pinned,
      command: [flavour.server, config.props.target],
      configs: [config],
      secrets: [this.password.file({ target: passwordFile, ...ownerOnly(flavour, persistent) })],
      healthcheck: answersPing(flavour.client),
      memLimit: `${2 * memory + 128}m`,
      stopGracePeriod: persistent ? "60s" : "10s",
      ...(persistent ? onVolume(this, flavour) : inMemory(flavour)),
    });
    this.endpoint = this.service.endpoint("redis", "redis", 6379);
    this.url = keyValue({ endpoint: this.endpoint, password: this.password }).url;
  }
}

/** Nothing to own, so nothing to step down from: it starts as the image's user and has no capability. */
function inMemory({ uid }: Flavour): Partial<ServiceProps> {
  return { user: `${uid}:${uid}`, tmpfs: { "/data": `size=64m,uid=${uid},gid=${uid},mode=0700` } };
}

function onVolume(scope: Construct, { capabilities }: Flavour): Partial<ServiceProps> {
  return {
    capAdd: Object.keys(capabilities),
    volumes: [{ volume: new Volume(scope, "data", { class: "data" }), target: "/data" }],
  };
}

/** The engine refuses to give a copied file an owner where the container starts as a number. */
function ownerOnly({ uid }: Flavour, startsAsRoot: boolean) {
  return startsAsRoot ? { uid, gid: uid, mode: "0400" } : {};
}

function settings(password: Secret, persistent: boolean, memory: number) {
  const saving = persistent ? "appendonly yes" : 'appendonly no\nsave ""';
  const policy = persistent ? "noeviction" : "allkeys-lru";
  return text`requirepass ${password}\ndir /data\n${saving}\nmaxmemory ${memory}mb\nmaxmemory-policy ${policy}\n`;
}

/** The client ends with 0 even when the server answers with an error, hence the look at the answer. */
function answersPing(client: string) {
  const test = `REDISCLI_AUTH="$(cat ${passwordFile})" ${client} ping | grep -q PONG`;
  return health(["CMD-SHELL", test], { timeout: "5s", retries: 3, startPeriod: "5s" });
}
