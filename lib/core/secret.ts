import type { Construct } from "constructs";
import { type Copy, copyKey, thisCopy } from "./copy.ts";
import { checkProps, Element, type Kind } from "./element.ts";
import * as shape from "./shape.ts";
import { Text, unresolved } from "./text.ts";

/** Characters that a generated secret is made of: each set is safe unescaped in the sinks it names. */
export type SecretAlphabet =
  /** a-z, A-Z, 0-9: safe in URLs, shells, INI, YAML and SQL. */
  | "alphanumeric"
  /** 0-9, a-f. */
  | "hex"
  /** Alphanumeric, `-` and `_`: safe in URLs and file names. */
  | "urlsafe";

/** Where a secret's value comes from. */
export type SecretSource =
  | {
      readonly from: "generated";
      readonly length: number;
      readonly alphabet: SecretAlphabet;
      readonly disposable?: true;
    }
  | { readonly from: "provided"; readonly description: string };

interface GeneratedOptions {
  readonly length?: number;
  readonly alphabet?: SecretAlphabet;
  /** Whether nothing that is kept depends on its value: it may be gone from the definition without more. Default: false. */
  readonly disposable?: boolean;
}

interface ProvidedOptions {
  readonly description?: string;
}

const generatedShape = shape.props<GeneratedOptions>({
  length: shape.whole(1),
  alphabet: shape.oneOf(["alphanumeric", "hex", "urlsafe"]),
  disposable: shape.flag,
});
const providedShape = shape.props<ProvidedOptions>({ description: shape.text });

/** A value that only its consumers may see. It is not a string, and turning it into one throws. */
export class Secret extends Element {
  static override readonly kind: Kind = "recorded";
  readonly source: SecretSource;

  private constructor(scope: Construct, id: string, source: (secret: Secret) => SecretSource) {
    super(scope, id);
    this.source = source(this);
  }

  /** A secret that is made once, by cryptographic randomness, and kept. Default: 32 characters, alphanumeric. */
  static generated(scope: Construct, id: string, options: GeneratedOptions = {}): Secret {
    return new Secret(scope, id, (secret) => {
      const { length = 32, alphabet = "alphanumeric", disposable } = checkProps(secret, options, generatedShape);
      return { from: "generated", length, alphabet, ...(disposable && { disposable }) };
    });
  }

  /** A secret that somebody else issues and the user enters once: a token, a key file's content. */
  static provided(scope: Construct, id: string, options: ProvidedOptions = {}): Secret {
    return new Secret(scope, id, (secret) => {
      const { description = "" } = checkProps(secret, options, providedShape);
      return { from: "provided", description };
    });
  }

  /**
   * The secret as a file in a container: as an environment variable's value it is the file's path, and the service
   * that uses it so receives the file. No newline is added at its end.
   */
  file(options: Omit<SecretFileOptions, "secret"> = {}): SecretFile {
    return new SecretFile({ ...checkProps(this, options, fileShape), secret: this });
  }

  /** The value percent-encoded, for a place inside a URL. */
  get uriEncoded(): Text {
    return new Text([{ kind: "secret", secret: this, encode: "uri" }]);
  }

  get asText(): Text {
    return new Text([{ kind: "secret", secret: this, encode: "none" }]);
  }

  override toString(): never {
    throw unresolved(`the secret "${this.path}"`);
  }

  toJSON(): never {
    return this.toString();
  }

  [Symbol.toPrimitive](): never {
    return this.toString();
  }
}

export interface SecretFileOptions {
  readonly secret: Secret;
  /** The file's absolute path in the container. Default: `/run/secrets/<name>`. */
  readonly target?: string;
  /**
   * The owner's number. Only where the container starts as root: with a numeric `user` the engine refuses a copied
   * file that has an owner. Default: root.
   */
  readonly uid?: number;
  readonly gid?: number;
  /** The file's mode, octal. Default: `0444`; give `0400` together with an owner. */
  readonly mode?: string;
  /**
   * How a rotated value reaches software that reads the file on its first start only: told by `homelab secrets rotate`.
   * Default: every start reads it.
   */
  readonly renewal?: SecretRenewal;
}

/** A command, in the container, at which somebody enters the new value: `["psql", "-U", "postgres", "-c", "\\password"]`. */
export interface SecretRenewal {
  readonly command: readonly string[];
  /** What to enter there, where the command does not ask for it. */
  readonly enter?: string;
  /** Whom the command runs as. Default: the container's user. */
  readonly user?: string;
}

const fileShape = shape.props<Omit<SecretFileOptions, "secret">>({
  target: shape.anything,
  uid: shape.whole(0),
  gid: shape.whole(0),
  mode: shape.text,
  renewal: shape.props<SecretRenewal>({
    command: shape.needed(shape.list(shape.text)),
    enter: shape.text,
    user: shape.text,
  }),
});

/** A secret delivered as a file; see {@link Secret.file}. */
export class SecretFile {
  readonly secret: Secret;
  readonly options: Omit<SecretFileOptions, "secret">;

  constructor({ secret, ...options }: SecretFileOptions) {
    this.secret = secret;
    this.options = options;
  }

  get [copyKey](): Copy {
    return thisCopy;
  }

  get asText(): Text {
    return new Text([{ kind: "secret-file", file: this }]);
  }

  toString(): never {
    throw unresolved(`the file of the secret "${this.secret.path}"`);
  }

  toJSON(): never {
    return this.toString();
  }

  [Symbol.toPrimitive](): never {
    return this.toString();
  }
}
