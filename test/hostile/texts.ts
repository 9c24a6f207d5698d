/** Text from wherever: what readers, shells, terminals and file formats trip over. */
export const hostile: Readonly<Record<string, string>> = {
  "a terminal's escapes": "\u001b[31mred\u001b]0;x\u0007",
  "marks that turn text": "a\u202eb\u2066c\u200f",
  newlines: "a\nb: c\r\n\n# d\n",
  "line separators": "a\u0085b\u2028c\u2029d\u007f",
  __proto__: "__proto__",
  constructor: "constructor",
  "64 KB": "0123456789abcdef".repeat(4_096),
  "a word of YAML 1.1": "yes",
  "a number in base 60": "22:22",
  "a key that merges": "<<",
  "an alias": "*a",
  "an anchor": "&a b",
  "a tag": "!!binary aGk=",
  "a directive": "%YAML 1.1",
  "a reserved sign": "@a `b`",
  "a variable": "${HOME}$X",
  "two dollars": "$$ $${a}",
  quotes: `'"\\'""\\n`,
  markup: 'a"] -->|x| <b>;',
  "a mark of ours": "\ue0000\ue001",
  "a byte order mark": "\ufeffa\ufffe",
  nothing: "",
  blanks: " \t a \t ",
  NUL: "a\0b",
  "half a character": "a\ud800b",
};

/** No program is given these, and no file of UTF-8 holds the second: wherever they stand they are refused. */
export const never = new Set(["NUL", "half a character"]);
