const mebibyte = 1024 * 1024;
const units: Readonly<Record<string, number>> = { b: 1, k: 1024, m: mebibyte, g: 1024 * mebibyte };

/**
 * A size as Compose writes it (`512m`, `2g`, `1gb`: binary units whatever the spelling), in bytes. `undefined` where it
 * does not parse or is not a whole number of MiB, which is the finest that Pulumi's provider can say.
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9})([bkmg])b?$/i.exec(text);
  const bytes = match ? Number(match[1]) * (units[(match[2] ?? "").toLowerCase()] ?? 0) : 0;
  return bytes > 0 && bytes % mebibyte === 0 ? bytes : undefined;
}

/** Bytes in the largest unit that keeps them whole: `512m`, `2g`. */
export function formatSize(bytes: number): string {
  const mebibytes = bytes / mebibyte;
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}
