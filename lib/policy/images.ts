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
