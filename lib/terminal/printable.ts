/**
 * Makes text from outside safe to print: control characters (a terminal's escapes among them), the marks that turn the
 * direction of text, invisible format characters and line separators show as `\u{1b}`. Newlines too: a message is one line.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Like {@link printable}, for text of several lines: newlines and tabs stay. */
export function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.split("\t").map(printable).join("\t"))
    .join("\n");
}
