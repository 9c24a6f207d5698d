import { ProblemError } from "../core/problem.ts";

/** An image's full name in its parts: `docker.io/library/postgres:17.11-trixie`. */
export interface Reference {
  /** Registry and path: `docker.io/library/postgres`. */
  readonly repository: string;
  /** `17.11-trixie`. */
  readonly tag: string;
}

// The registry has a dot, a port, or is localhost (distribution/reference, normalize.go); tags are of at most 128 characters.
const FULL =
  /^((?:[\w-]+(?:\.[\w-]+)+|localhost|[\w.-]+(?=:))(?::\d+)?(?:\/[a-z\d]+(?:(?:\.|_{1,2}|-+)[a-z\d]+)*)+):(\w[\w.-]{0,127})$/;

/**
 * Takes a full reference apart: registry, path and tag have all to be there.
 *
 * @throws {ProblemError} HL920 where it is no such reference, or one by digest: what a stand-in's digest is, nobody can know beforehand
 */
export function parseReference(text: string): Reference {
  const [, repository, tag] = FULL.exec(text) ?? [];
  if (repository !== undefined && tag !== undefined) return { repository, tag };
  throw new ProblemError({
    code: "HL920",
    level: "error",
    message: `"${text}" is not a full image reference with a tag.`,
    fix: "Write registry, path and tag, without a digest: docker.io/library/postgres:17.11-trixie.",
  });
}
