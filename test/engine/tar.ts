/** A file of a tar archive, as the container has it. */
export interface Entry {
  readonly name: string;
  /** Octal, without leading zeros: `400`. */
  readonly mode: string;
  readonly uid: number;
  readonly content: Buffer;
}

const BLOCK = 512;

/** The regular files of a tar archive as `docker cp` writes it: ustar, with PAX headers for long names (POSIX.1-2017, pax). */
export function* readTar(archive: Buffer): Generator<Entry> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK);
    const text = (from: number, length: number) =>
      header
        .subarray(from, from + length)
        .toString()
        .replace(/\0.*$/s, "");
    const octal = (from: number, length: number) => Number.parseInt(text(from, length).trim() || "0", 8);
    const size = octal(124, 12);
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    const type = text(156, 1);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === "x") {
      longName = /^\d+ path=(.*)$/m.exec(content.toString())?.[1];
      continue;
    }
    const name = longName ?? [text(345, 155), text(0, 100)].filter(Boolean).join("/");
    longName = undefined;
    if (type === "0" || (type === "" && name !== ""))
      yield { name, mode: octal(100, 8).toString(8), uid: octal(108, 8), content };
  }
}
