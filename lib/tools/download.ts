import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Milliseconds that one download of a tool may take: 100 MB over a slow line. */
export const LIMIT = 600_000;

/** Whether a host takes connections for HTTPS within five seconds. Behind a proxy only trying tells: then it is said to. */
export function answers(host: string): Promise<boolean> {
  if (process.env["HTTPS_PROXY"] || process.env["https_proxy"]) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: 5_000 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}

/** A file that a release has, and the list that says what it must be. */
export interface Release {
  /** The folder of both, without a slash at its end. */
  readonly from: string;
  readonly name: string;
  /** The file of the release's checksums: lines of a SHA-256 in hex and a name, as `sha256sum` writes them. */
  readonly checksums: string;
  /** The SHA-256 that is known beforehand. It comes before the release's own list. */
  readonly pinned?: string | undefined;
}

/** The SHA-256 that a release's file must have: the pinned one, else the one of the release's list. @throws where there is none */
export async function expectedHash({ from, name, checksums, pinned }: Release): Promise<string> {
  if (pinned !== undefined) return pinned;
  const response = await get(`${from}/${checksums}`);
  return hashIn(await response.text(), name);
}

/** The SHA-256 of a name in a list of checksums. @throws where it has none, or several that differ */
export function hashIn(list: string, name: string): string {
  const lines = list.split("\n").map((line) => /^([0-9a-fA-F]{64})[ \t]+\*?(\S+)[ \t\r]*$/.exec(line));
  const found = new Set(lines.flatMap((match) => (match?.[2] === name ? [(match[1] ?? "").toLowerCase()] : [])));
  const [hash] = found;
  if (hash === undefined || found.size > 1) throw new Error(`the release's checksums do not say what ${name} must be`);
  return hash;
}

/**
 * Downloads a release's file into a folder, and answers its path once its content is what it must be.
 * @throws where it cannot be had, or is another file than the one that the checksum is of
 */
export async function downloadVerified(release: Release, folder: string): Promise<string> {
  const expected = await expectedHash(release);
  const path = join(folder, release.name);
  const { body } = await get(`${release.from}/${release.name}`);
  if (body === null) throw new Error(`${release.name} is empty`);
  await pipeline(Readable.fromWeb(body as import("node:stream/web").ReadableStream), createWriteStream(path));
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const actual = hash.digest("hex");
  if (actual === expected) return path;
  throw new Error(`${release.name} is not the file that was released: its SHA-256 is ${actual}, and not ${expected}`);
}

async function get(url: string): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response;
}
