// Names: ids of constructs and identifiers of the file that is written.

/** `DB_PASSWORD` and `dbPassword` are `db-password`. */
export function kebabCase(text: string): string {
  const words = text.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  const id = words.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return id === "" ? "value" : id;
}

/** `immich-server` and `IMMICH_SERVER` are `immichServer`. */
export function camelCase(text: string): string {
  const words = kebabCase(text).split("-");
  const name = words
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join("");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

/** `cap_add` is `capAdd`. */
export function propertyName(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Whether the library takes it for an id. */
export function isId(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*$/.test(text) && text !== "constructor";
}

/** Words of the language and of what every file has. */
const taken =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
  "finally for function if implements import in instanceof interface let new null package private protected public " +
  "return static super switch this throw true try typeof undefined var void while with yield lab stack text";

/** Gives out names, each once: the first proposal that is free, else the last one with a number. */
export class Names {
  readonly #taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }

  static ofFile(reserved: readonly string[]): Names {
    return new Names([...taken.split(" "), ...reserved]);
  }

  take(...proposals: readonly [string, ...string[]]): string {
    const last = proposals.at(-1) ?? proposals[0];
    const numbered = function* () {
      yield* proposals;
      for (let n = 2; ; n++) yield `${last}${/\d$/.test(last) ? "-" : ""}${n}`;
    };
    for (const name of numbered()) {
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
    throw new TypeError("there is always another number");
  }
}
