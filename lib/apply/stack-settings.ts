import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Problem, ProblemError } from "../core/problem.ts";
import { type AppliedHost, hostOf } from "./applied-host.ts";

/** What Pulumi's configuration of a project says that `docker` and the model have to follow. */
export interface StackSettings {
  /** The registry that all images are taken from (`homelab up --mirror`, `pulumi config set mirror`). */
  readonly mirror?: string;
  /** The folder on the Docker host where the rendered files lie. */
  readonly composeDir?: string;
  /** The definition that the stack belongs to, relative to the folder of Pulumi.yaml. Default: `stacks/homelab.ts`. */
  readonly definition?: string;
  /** The Docker host that the homelab was applied to last. */
  readonly engine?: AppliedHost;
  /** The options before a command of `docker` that lead it to the host which Pulumi applies to; none: the one it reaches itself. */
  readonly docker: readonly string[];
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` of a project, without Pulumi. Where there is no such file, nothing is set.
 *
 * @throws ProblemError HL751 where a file cannot be read or is no YAML, or one of these settings is encrypted: without it,
 *   `docker` would go to another host than Pulumi
 */
export function readStackSettings(root: string, stack: string, env: NodeJS.ProcessEnv = process.env): StackSettings {
  const project = readMap(join(root, "Pulumi.yaml"));
  const own = `${textOf(project["name"]) ?? ""}:`;
  const settings = { ...mapOf(project["config"]), ...mapOf(readMap(stackFile(root, stack))["config"]) };
  const entries = Object.entries(settings).map(([key, value]) => [qualified(key, own), value] as const);
  const read = new Set([...names.map((name) => own + name), "docker:host", "docker:context", "docker:certPath"]);
  const encrypted = entries.filter(([key, value]) => read.has(key) && mapOf(value)["secure"] !== undefined);
  if (encrypted.length > 0) throw new ProblemError(encrypted.map(([key]) => unknown(key)));
  const values = new Map(entries.map(([key, value]) => [key, textOf(value)]));
  const set = names.flatMap((name) => {
    const value = values.get(own + name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const engine = hostOf(values.get(`${own}engine`) ?? "");
  return {
    ...Object.fromEntries(set),
    ...(engine && { engine }),
    docker: dockerOptions((name) => values.get(`docker:${name}`), env),
  };
}

/** The project's own settings. */
const names = ["mirror", "composeDir", "definition"] as const;

/** Where Pulumi keeps the settings of a stack. */
export function stackFile(root: string, stack: string): string {
  return join(root, `Pulumi.${stack}.yaml`);
}

/** A key without a namespace, as `Pulumi.yaml` may have it, is the project's own. */
function qualified(key: string, own: string): string {
  return key.includes(":") ? key : `${own}${key}`;
}

/**
 * The provider's way to the host in the words of `docker` (pulumi-docker, provider configuration): a context comes before
 * a host, from the environment too; `certPath` holds ca.pem, cert.pem and key.pem.
 */
function dockerOptions(setting: (name: string) => string | undefined, env: NodeJS.ProcessEnv): string[] {
  const [context, host, certs] = [setting("context") ?? env["DOCKER_CONTEXT"], setting("host"), setting("certPath")];
  if (context !== undefined && context !== "") return ["--context", context];
  const at = host === undefined ? [] : ["--host", host];
  const isTcp = (host ?? env["DOCKER_HOST"] ?? "").startsWith("tcp:");
  if (certs === undefined || !isTcp) return at;
  const file = (name: string) => join(certs, `${name}.pem`);
  return [...at, "--tlsverify", "--tlscacert", file("ca"), "--tlscert", file("cert"), "--tlskey", file("key")];
}

type Fields = Readonly<Record<string, unknown>>;

function readMap(file: string): Fields {
  try {
    return mapOf(parse(readFileSync(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new ProblemError(unreadable(file, error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""));
  }
}

function mapOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A setting's text; in `Pulumi.yaml` it may stand below `value` or `default`. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const map = mapOf(value);
  const inner = map["value"] ?? map["default"];
  return inner === undefined ? undefined : textOf(inner);
}

function unknown(setting: string): Problem {
  return {
    code: "HL751",
    level: "error",
    message: `Pulumi's setting ${setting} is encrypted, and \`docker\` has to follow it`,
    fix: `set it in the open: \`pulumi config set --plaintext ${setting} …\``,
  };
}

function unreadable(file: string, reason: string): Problem {
  return {
    code: "HL751",
    level: "error",
    message: `${file} cannot be read: ${reason}`,
    fix: "fix the file; `pulumi config` writes it, too",
  };
}
