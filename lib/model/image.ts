/** The parts of an image reference, normalised as Docker does (`nginx` is `docker.io/library/nginx`). */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `127.0.0.1:5000`. */
  readonly registry: string;
  /** `library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…`. */
  readonly digest?: string;
}

// The grammar of distribution's reference package: github.com/distribution/reference, regexp.go.
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const registry = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const reference = new RegExp(
  `^(?:(${registry})/)?(${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
);

/** The longest repository name that registries accept. */
const maxName = 255;

/** Parses an image reference; `undefined` where Docker would refuse it. */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > 1024) return undefined;
  const match = reference.exec(text);
  if (!match) return undefined;
  const [, first, rest = "", tag, digest] = match;
  // A first component is a registry only if it looks like a host: `library/nginx` has none, `localhost/nginx` has.
  const isRegistry =
    first !== undefined && (/[.:[]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const path = isRegistry || first === undefined ? rest : `${first}/${rest}`;
  const host = isRegistry ? first : "docker.io";
  const repository = host === "docker.io" && !path.includes("/") ? `library/${path}` : path;
  if (host.length + repository.length + 1 > maxName) return undefined;
  return { registry: host, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The reference in full, every part written out. */
export function formatImage(image: ImageReference): string {
  const tag = image.tag === undefined ? "" : `:${image.tag}`;
  const digest = image.digest === undefined ? "" : `@${image.digest}`;
  return `${image.registry}/${image.repository}${tag}${digest}`;
}
