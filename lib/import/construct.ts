import {
  ConfigFile,
  type Homelab,
  Network,
  Secret,
  Service,
  Stack,
  type StackProps,
  Text,
  text,
  type Value,
  Volume,
} from "../core/index.ts";
import {
  Constant,
  type Creation,
  defaultNetwork,
  type Expr,
  type Fields,
  FileOf,
  isNode,
  Ref,
  Words,
} from "./expression.ts";
import type { ProjectCode } from "./project.ts";

/** Creates in memory what a stack's file says, for the model to judge. */
export function construct(homelab: Homelab, code: ProjectCode): Stack {
  const { name, creations } = code;
  const stack = new Stack(homelab, name, stackProps);
  const made = new Map<Creation, unknown>();
  const evaluated = (expr: Expr | undefined): unknown => {
    if (expr instanceof Ref) {
      if (expr.to instanceof Constant) return expr.to.value;
      const target = constructOf(expr.to);
      return expr.member === undefined ? target : (target as Secret)[expr.member];
    }
    if (expr instanceof Words) return joined(expr.parts.map(evaluated));
    if (expr instanceof FileOf) return (constructOf(expr.secret) as Secret).file(evaluated(expr.options) as object);
    if (typeof expr !== "object" || isNode(expr)) return expr;
    if (Array.isArray(expr)) return expr.map(evaluated);
    const entries = Object.entries(expr).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [key, evaluated(value)]));
  };
  const constructOf = (creation: Creation): unknown => {
    if (creation === defaultNetwork) return stack.defaultNetwork;
    if (!made.has(creation)) made.set(creation, create(stack, creation, evaluated(propsOf(code, creation))));
    return made.get(creation);
  };
  const used = reachable(code);
  for (const creation of creations) if (used.has(creation)) constructOf(creation);
  return stack;
}

/** All that is not said is Docker's own default, as it was. */
export const stackProps: StackProps = { baseline: "docker" };

/** What is written: the services, and what they refer to. */
export function reachable(code: ProjectCode): Set<Creation> {
  const used = new Set(code.creations.filter(({ kind }) => kind === "Service"));
  for (const creation of used) for (const one of referredTo(propsOf(code, creation))) used.add(one);
  return used;
}

export function propsOf({ reduced }: ProjectCode, creation: Creation): Fields {
  return reduced.get(creation) ?? creation.props;
}

/** What a value refers to, each as often as it does. */
export function* referredTo(value: Expr | undefined): Generator<Creation> {
  if (value instanceof Ref) {
    if (!(value.to instanceof Constant)) yield value.to;
  } else if (value instanceof Words) for (const part of value.parts) yield* referredTo(part);
  else if (value instanceof FileOf) yield value.secret;
  else if (typeof value === "object" && !isNode(value)) {
    for (const item of Object.values(value)) yield* referredTo(item as Expr | undefined);
  }
}

function create(stack: Stack, { kind, id }: Creation, value: unknown): unknown {
  switch (kind) {
    case "Secret":
      return Secret.provided(stack, id);
    case "Volume":
      return new Volume(stack, id, value as never);
    case "Network":
      return new Network(stack, id, value as never);
    case "ConfigFile":
      return new ConfigFile(stack, id, value as never);
    case "Service":
      return new Service(stack, id, value as never);
  }
}

function joined(parts: readonly unknown[]): string | Text {
  if (parts.every((part) => typeof part === "string")) return parts.join("");
  return parts.reduce<Text>((all, part) => text`${all}${part as Value}`, new Text([]));
}
