/** The forms in which a value could turn up: itself, and what encoders make of it. */
export function forms(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  return [
    value,
    // In JSON, and in JSON within JSON, as Pulumi keeps a secret's text.
    ...[inJson(value), inGoJson(value)].flatMap((once) => [once, inJson(once)]),
    encodeURIComponent(value),
    hex,
    hex.toUpperCase(),
    ...inBase64(bytes),
  ].filter((form, index, all) => all.indexOf(form) === index);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Go's encoder writes it, which escapes three characters more, for HTML's sake. */
function inGoJson(text: string): string {
  return inJson(text).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/**
 * In base64 a text looks different at each of the three places where it can begin in a group of three bytes. The
 * characters at both ends depend on its neighbours, and are left out.
 */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString("base64");
    const inner = whole.slice(offset === 0 ? 0 : 4);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Looks for canaries in whatever is shown to it. */
export class Watch {
  readonly #forms: readonly (readonly [string, Buffer])[];

  /** @param canaries value by the secret's name */
  constructor(canaries: Readonly<Record<string, string>>) {
    this.#forms = Object.entries(canaries).flatMap(([name, value]) =>
      forms(value).map((form) => [name, Buffer.from(form)] as const),
    );
  }

  /** The names of the secrets whose value is there, in any form. */
  seen(content: string | Buffer): string[] {
    const bytes = Buffer.from(content);
    const found = this.#forms.filter(([, form]) => bytes.includes(form)).map(([name]) => name);
    return [...new Set(found)].sort();
  }
}
