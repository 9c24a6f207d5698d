import { propsOf, reachable, referredTo, stackProps } from "./construct.ts";
import {
  Constant,
  type Creation,
  defaultNetwork,
  type Expr,
  type Fields,
  FileOf,
  isFields,
  Ref,
  Words,
} from "./expression.ts";
import { camelCase, Names, propertyName } from "./names.ts";
import { type Doc, hardline, indent, items, print } from "./print.ts";
import type { ProjectCode } from "./project.ts";

/** The file of a stack: a function that adds it to a homelab. The same project gives the same bytes. */
export function stackFile(code: ProjectCode, accepted: readonly string[]): string {
  return new StackPrinter(code).file(accepted);
}

/** The name of the function in a stack's file. */
export function functionName(project: string): string {
  return Names.ofFile([]).take(camelCase(project), `${camelCase(project)}Stack`);
}

class StackPrinter {
  readonly #code: ProjectCode;
  readonly #used: ReadonlySet<Creation>;
  readonly #identifiers = new Map<Creation | Constant, string>();
  /** How often each is referred to. */
  readonly #uses = new Map<Creation, number>();
  #hasText = false;

  constructor(code: ProjectCode) {
    this.#code = code;
    this.#used = reachable(code);
    for (const one of this.#used) {
      for (const target of referredTo(propsOf(code, one))) this.#uses.set(target, (this.#uses.get(target) ?? 0) + 1);
    }
    const names = Names.ofFile([functionName(code.name)]);
    for (const constant of code.constants)
      this.#identifiers.set(constant, names.take(constant.id, `${constant.id}Value`));
    for (const creation of [...this.#used].sort(servicesFirst)) {
      if (this.#isNamed(creation))
        this.#identifiers.set(
          creation,
          names.take(camelCase(creation.id), camelCase(`${creation.id}-${creation.kind}`)),
        );
    }
  }

  file(accepted: readonly string[]): string {
    const body = this.#body(accepted);
    const used = [...new Set([...this.#used].filter((one) => one !== defaultNetwork).map(({ kind }) => kind))];
    const imports = ["type Homelab", "Stack", ...used, ...(this.#hasText ? ["text"] : [])].sort(byName);
    const first: Doc = ["import ", items("{", imports, "}", { spaced: true }), " from ", quoted("homelab-stacks"), ";"];
    const head = [`export function ${functionName(this.#code.name)}(lab: Homelab): void {`];
    const above = comment(this.#code.comments.file);
    return `${print([first, hardline, hardline, above, ...head, indent([hardline, body]), hardline, "}", hardline])}`;
  }

  #body(accepted: readonly string[]): Doc {
    const { name, constants } = this.#code;
    const usedConstants = new Set<Constant>();
    for (const one of this.#used) collectConstants(propsOf(this.#code, one), usedConstants);
    const options = Object.keys(stackProps).length > 0 ? [", ", this.#expr({ ...stackProps } as Fields)] : [];
    const stack: Doc = [`const stack = new Stack(lab, ${quoted(name)}`, ...options, ");"];
    const values = constants
      .filter((one) => usedConstants.has(one))
      .map((one): Doc => [`const ${this.#identifiers.get(one)} = `, quoted(one.value), ";"]);
    const written = this.#code.creations.filter(
      (one) => this.#used.has(one) && (one.kind === "Service" || this.#isNamed(one)),
    );
    const shared = written.filter(({ kind }) => kind !== "Service").map((one) => this.#statement(one));
    const services = written.filter(({ kind }) => kind === "Service").map((one) => [this.#statement(one)]);
    const findings = accepted.map((code) => `stack.acknowledge(${quoted(code)}, "as imported");`);
    const paragraphs: Doc[][] = [[stack], values, shared, ...services, findings].filter((one) => one.length > 0);
    return paragraphs.flatMap((lines, index): Doc[] => [
      ...(index === 0 ? [] : [hardline, hardline]),
      lines.flatMap((line, at): Doc[] => (at === 0 ? [line] : [hardline, line])),
    ]);
  }

  /** Whether it has a name in the file: a secret always, else what is referred to from several places, or before it could be created. */
  #isNamed(creation: Creation): boolean {
    if (creation === defaultNetwork) return false;
    const uses = this.#uses.get(creation) ?? 0;
    if (creation.kind === "Service") return uses > 0;
    return creation.kind === "Secret" || creation.id === "default" || uses > 1;
  }

  #statement(creation: Creation): Doc {
    const name = this.#identifiers.get(creation);
    return [
      comment(this.#above(creation)),
      name === undefined ? "" : `const ${name} = `,
      this.#creation(creation),
      ";",
    ];
  }

  /** What stood above a service, and at those of its keys that are no property here. */
  #above(creation: Creation): readonly string[] {
    const comments = creation.kind === "Service" ? this.#code.comments.services.get(creation.id) : undefined;
    if (comments === undefined) return [];
    const props = propsOf(this.#code, creation);
    const others = [...comments.keys].filter(([key]) => props[propertyName(key)] === undefined);
    return [...comments.above, ...others.flatMap(([, lines]) => lines)];
  }

  #creation(creation: Creation): Doc {
    const { kind, id } = creation;
    if (kind === "Secret") return `Secret.provided(stack, ${quoted(id)})`;
    const props = propsOf(this.#code, creation);
    const third = Object.values(props).some((value) => value !== undefined)
      ? [", ", this.#object(props, this.#atKeys(creation))]
      : [];
    return [`new ${kind}(stack, ${quoted(id)}`, ...third, ")"];
  }

  #expr(expr: Expr): Doc {
    if (typeof expr === "string") return quoted(expr);
    if (typeof expr !== "object") return String(expr);
    if (expr instanceof Ref) return this.#reference(expr);
    if (expr instanceof Words) return this.#template(expr);
    if (expr instanceof FileOf) {
      const hasOptions = Object.values(expr.options).some((value) => value !== undefined);
      return [this.#name(expr.secret), ".file(", ...(hasOptions ? [this.#expr(expr.options)] : []), ")"];
    }
    if (isFields(expr)) return this.#object(expr);
    const list = expr as readonly Expr[];
    // As the formatter does it: several objects of several keys stand on lines of their own.
    const breaks = list.length > 1 && list.every((one) => isFields(one) && keysOf(one).length > 1);
    return items(
      "[",
      list.map((one) => this.#expr(one)),
      "]",
      { breaks },
    );
  }

  #atKeys({ kind, id }: Creation): ReadonlyMap<string, readonly string[]> {
    const keys = kind === "Service" ? this.#code.comments.services.get(id)?.keys : undefined;
    return new Map([...(keys ?? [])].map(([key, lines]) => [propertyName(key), lines]));
  }

  #object(fields: Fields, comments?: ReadonlyMap<string, readonly string[]>): Doc {
    const members = keysOf(fields).map((key): Doc => {
      const value = this.#expr(fields[key] ?? "");
      const above = comment(comments?.get(key) ?? []);
      return value === key ? [above, key] : [above, /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key), ": ", value];
    });
    return items("{", members, "}", { spaced: true });
  }

  #reference({ to, member }: Ref): Doc {
    if (to instanceof Constant) return this.#name(to);
    if (to === defaultNetwork) return "stack.defaultNetwork";
    const name = this.#identifiers.get(to);
    if (name === undefined) return this.#creation(to);
    return member === undefined ? name : `${name}.${member}`;
  }

  #template({ parts }: Words): Doc {
    const hasSecret = parts.some((part) => part instanceof Ref && !(part.to instanceof Constant));
    if (hasSecret) this.#hasText = true;
    const body = parts.map((part) =>
      typeof part === "string" ? inTemplate(part) : `\${${print(this.#reference(part))}}`,
    );
    return `${hasSecret ? "text" : ""}\`${body.join("")}\``;
  }

  #name(one: Creation | Constant): string {
    return this.#identifiers.get(one) ?? "";
  }
}

function comment(lines: readonly string[]): Doc {
  return lines.flatMap((line): Doc[] => [`// ${line}`, hardline]);
}

function collectConstants(value: Expr | undefined, into: Set<Constant>): void {
  if (value instanceof Ref) {
    if (value.to instanceof Constant) into.add(value.to);
  } else if (value instanceof Words) for (const part of value.parts) collectConstants(part, into);
  else if (typeof value === "object" && !(value instanceof FileOf)) {
    for (const item of Object.values(value)) collectConstants(item as Expr | undefined, into);
  }
}

function keysOf(fields: Fields): string[] {
  return Object.keys(fields).filter((key) => fields[key] !== undefined);
}

/** A text of several lines is a template, which keeps them. */
function quoted(text: string): string {
  if (/\n./.test(text)) return `\`${inTemplate(text)}\``;
  const json = JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const [doubles, singles] = [text.split('"').length, text.split("'").length];
  return doubles > singles ? `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'` : json;
}

function inTemplate(text: string): string {
  const escaped = text.replace(/[\\`]|\$(?=\{)/g, "\\$&");
  return escaped.replace(/[^\n\t\P{Cc}]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function servicesFirst(a: Creation, b: Creation): number {
  return Number(b.kind === "Service") - Number(a.kind === "Service");
}

/** As the formatter sorts imports: without regard to case, and to `type`. */
function byName(a: string, b: string): number {
  const [first, second] = [a, b].map((one) => one.replace(/^type /, "").toLowerCase());
  return (first ?? "") < (second ?? "") ? -1 : 1;
}
