import {
  copyMessage,
  type Dependency,
  type Endpoint,
  foreignCopy,
  type Reference,
  Secret,
  SecretFile,
  type Service,
  Stack,
  Text,
  type Value,
} from "../core/index.ts";
import { containerNameOf, keyOf, sortedBy } from "./names.ts";
import { propsOf } from "./read.ts";
import type { ModelText } from "./schema.ts";

/** The name of each secret in the store; fixed for each build, since a ledger may keep the one it had. */
export type NameOf = (secret: Secret) => string;

/** What resolving one service's values showed that it uses: edges, networks and secrets all follow from this. */
export class Usage {
  readonly service: Service;
  /** What must be ready before it starts. */
  readonly dependencies: Dependency[] = [];
  /** Whom it reaches over the network, whether it waits for them or not. */
  readonly reached = new Set<Endpoint>();
  readonly secrets = new Set<Secret>();
  /** By target path, since two variables may name one file. */
  readonly secretFiles = new Map<string, SecretFile>();
  readonly nameOf: NameOf;

  constructor(service: Service, nameOf: NameOf) {
    this.service = service;
    this.nameOf = nameOf;
  }

  /** Resolves a value for this service; `undefined`, with a problem noted, where it is none. */
  resolve(field: string, value: Value): ModelText | undefined {
    if (foreignCopy(value)) {
      this.service.report({ code: "HL072", ...copyMessage(value, field) });
      return undefined;
    }
    if (!isValue(value)) {
      const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `of type ${typeof value}`;
      this.service.report({
        code: "HL004",
        message: `${field} is ${kind}`,
        fix: "give a string, a number, a boolean, a Secret, or text`…`",
      });
      return undefined;
    }
    return join(Text.of(value).parts.map((part) => (typeof part === "string" ? part : this.#reference(field, part))));
  }

  /** What is no value is an empty text, so that its neighbours keep their places. */
  resolveAll(field: string, values: readonly Value[]): ModelText[] {
    return values.map((value) => this.resolve(field, value) ?? "");
  }

  /** Sorted by key. */
  resolveMap(field: string, values: Readonly<Record<string, Value>> = {}): Record<string, ModelText> {
    const resolved = Object.entries(values).map(([key, value]) => [key, this.resolve(`${field}.${key}`, value) ?? ""]);
    return Object.fromEntries(sortedBy(resolved as [string, ModelText][], ([key]) => key));
  }

  addFile(file: SecretFile): string {
    const target = file.options.target ?? `/run/secrets/${secretKey(file.secret, Stack.of(this.service))}`;
    const other = this.secretFiles.get(target);
    if (other && (other.secret !== file.secret || JSON.stringify(other.options) !== JSON.stringify(file.options))) {
      this.service.report({
        code: "HL001",
        message: `two different secret files have the path ${target}`,
        fix: "give one of them another `target`",
      });
    }
    this.secretFiles.set(target, file);
    this.secrets.add(file.secret);
    return target;
  }

  #reference(field: string, reference: Reference): ModelPart {
    switch (reference.kind) {
      case "secret":
        this.secrets.add(reference.secret);
        return { secret: this.nameOf(reference.secret), encode: reference.encode };
      case "secret-file":
        return this.addFile(reference.file);
      case "container":
        return nameOfContainer(reference.service);
      case "host":
        return this.#host(reference.endpoint, reference.ordered);
      case "public": {
        const route = reference.web.routes[0];
        if (!route) {
          this.service.report({
            code: "HL011",
            message: `${field} asks for the public address of "${reference.web.service.path}", which nothing routes to`,
            fix: 'route it (`tunnel.route("name", app.web)`), or ask `isRouted` first',
          });
          return "";
        }
        return reference.what === "host" ? route.host : `${route.scheme}://${route.host}`;
      }
    }
  }

  #host(endpoint: Endpoint, ordered: boolean): string {
    const { after, host } = endpoint.options;
    // To the host leads every network of containers.
    if (host === undefined) this.reached.add(endpoint);
    if (ordered) this.dependencies.push({ service: endpoint.service }, ...(after?.() ?? []));
    return host ?? keyOf(networkOwner(endpoint.service));
  }
}

/** What the engine calls a service's container. */
export function nameOfContainer(service: Service): string {
  return propsOf(service).containerName ?? containerNameOf(Stack.of(service).node.id, keyOf(service));
}

/** The service whose network a service lives in: itself, or the one that its `networkMode` names. */
export function networkOwner(service: Service): Service {
  // A circle of such services is told as one of the start order.
  for (const seen = new Set<Service>(); ; ) {
    const mode = propsOf(service).networkMode;
    if (typeof mode !== "object" || seen.has(mode.service)) return service;
    seen.add(service);
    service = mode.service;
  }
}

/** A secret's key in a stack's Compose file: its name within its own stack, its whole name in another. */
export function secretKey(secret: Secret, stack: Stack): string {
  const own = secret.node.scopes.includes(stack);
  return own ? keyOf(secret) : secret.path.replaceAll("/", "-");
}

type ModelPart = Exclude<ModelText, string>[number];

/** Joins neighbouring strings, so that equal texts have equal parts however they were put together. */
export function join(parts: readonly ModelPart[]): ModelText {
  const joined: ModelPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  const [first = "", ...more] = joined;
  return typeof first === "string" && more.length === 0 ? first : joined;
}

function isValue(value: unknown): value is Value {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  return value instanceof Text || value instanceof Secret || value instanceof SecretFile;
}
