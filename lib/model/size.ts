const mebibyte = 1024 * 1024;
const units = ["", "k", "m", "g", "t", "p"];

/**
 * A size as Compose writes it (`512m`, `1.5g`, `1GiB`, `524288000`: binary units whatever the spelling), in bytes. `undefined` where it
 * does not parse or is not a whole number of MiB, which is the finest that Pulumi's provider can say.
 */
export function parseSize(text: string): number | undefined {
  const bytes = parseBytes(text);
  return bytes !== undefined && bytes % mebibyte === 0 ? bytes : undefined;
}

/** As {@link parseSize}, of any number of bytes. */
export function parseBytes(text: string): number | undefined {
  const [, amount = "", unit = ""] = /^(\d{1,15}(?:\.\d{1,9})?) ?([kmgtp]?)i?b?$/i.exec(text) ?? [];
  // Go cuts what is less than a byte.
  const bytes = Math.trunc(Number(amount) * 1024 ** units.indexOf(unit.toLowerCase()));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes in the largest unit that keeps them whole: `512m`, `2g`; where that is none, their number. */
export function formatSize(bytes: number): string {
  const mebibytes = bytes / mebibyte;
  if (!Number.isInteger(mebibytes)) return String(bytes);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}
