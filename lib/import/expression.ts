// A definition's text as data: what a stage of the import makes, the next one looks at, and two readers understand: the
// printer, which writes it as TypeScript, and the model, which judges it.

/** A value of a definition: plain data, and the nodes below where code refers to something. */
export type Expr = string | number | boolean | readonly Expr[] | Fields | Node;

/** An object literal. A field that is undefined is left out. */
export interface Fields {
  readonly [key: string]: Expr | undefined;
}

export type Node = Ref | Words | FileOf | Creation;

/** Something that has a name in the file: a construct, or a constant; a secret also as it stands in a URL. */
export class Ref {
  readonly to: Creation | Constant;
  readonly member: "uriEncoded" | undefined;

  constructor(to: Creation | Constant, member?: "uriEncoded") {
    this.to = to;
    this.member = member;
  }
}

/** A text with something in it: a template literal, tagged where it holds a secret. */
export class Words {
  readonly parts: readonly (string | Ref)[];

  constructor(parts: readonly (string | Ref)[]) {
    this.parts = parts;
  }
}

/** A secret as a file in the container. */
export class FileOf {
  readonly secret: Creation;
  readonly options: Fields;

  constructor(secret: Creation, options: Fields = {}) {
    this.secret = secret;
    this.options = options;
  }
}

/** A value that several places have from one variable. */
export class Constant {
  readonly id: string;
  readonly value: string;

  constructor(id: string, value: string) {
    this.id = id;
    this.value = value;
  }
}

export type Kind = "Secret" | "Volume" | "Network" | "ConfigFile" | "Service";

/** A construct of a stack. */
export class Creation {
  readonly kind: Kind;
  readonly id: string;
  readonly props: Fields;

  constructor(kind: Kind, id: string, props: Fields = {}) {
    this.kind = kind;
    this.id = id;
    this.props = props;
  }
}

/** The private network of a stack, which is there without being created. */
export const defaultNetwork = new Creation("Network", "default");

/** Whether a value is an object literal. */
export function isFields(value: Expr | undefined): value is Fields {
  return typeof value === "object" && !Array.isArray(value) && !isNode(value);
}

export function isNode(value: unknown): value is Node {
  return value instanceof Ref || value instanceof Words || value instanceof FileOf || value instanceof Creation;
}
