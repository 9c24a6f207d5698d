import { type KnownImage, knownImage } from "../images/index.ts";
import { type ImageReference, parseImage } from "../model/index.ts";

/** An image as its publisher names it, without the mirror that a homelab may fetch it through. */
export interface PublishedImage {
  /** `docker.io/library/postgres`. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Reads a service's image; a mirrored one (`127.0.0.1:5000/ghcr.io/…`) by the name that it has behind the mirror. */
export function publishedImage(image: string): PublishedImage {
  const outer = parseImage(image);
  const inner = outer && mirrored(outer);
  const { registry = "", repository = image, tag, digest } = inner ?? outer ?? {};
  return { name: `${registry}/${repository}`, tag, digest };
}

/** What a mirror holds has a registry's name as its first part: one with a dot, which no account's name has. */
function mirrored({ repository, tag, digest }: ImageReference): ImageReference | undefined {
  const [first = "", ...rest] = repository.split("/");
  if (!first.includes(".") || rest.length === 0) return undefined;
  return { registry: first, repository: rest.join("/"), ...(tag && { tag }), ...(digest && { digest }) };
}

/** What is known of a service's image; empty where nothing is. */
export function knowledgeOf(image: string): Partial<KnownImage> {
  const { name, tag } = publishedImage(image);
  return knownImage(name, tag);
}

/** Whether it is known from which version the data of an image may come to which. */
export function hasUpgradeRule(image: string): boolean {
  return knowledgeOf(image).upgrade !== undefined;
}

/** How an image takes a variable's value from a file (`POSTGRES_PASSWORD_FILE`, `file://`); `undefined` where unknown. */
export function fileVariable(image: string, variable: string): string | undefined {
  const { files } = knowledgeOf(image);
  if (!files?.[0].test(variable)) return undefined;
  return files[1] === "file://" ? `${variable} with a value that begins with \`file://\`` : variable + files[1];
}
