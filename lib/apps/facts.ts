/** What the code of a component cannot tell about it: for README and its page in the docs. */
export interface ComponentFacts {
  /** The class's name. */
  readonly title: string;
  /** What it is, what it takes and what it gives to others: its row in README. */
  readonly about: string;
  readonly takes: string;
  readonly gives: string;
  /** Who its main process runs as, where the definition names no user. */
  readonly user: string;
  /** What a changed secret does not reach by itself. */
  readonly rotation: string;
  /** What it has run with in this project's own tests. */
  readonly verified: string;
}

/** How a component was verified that has run with a stand-in for its software only. */
export function standIn(tests: string): string {
  return `a stand-in that keeps the image's contract, not the software: ${tests}. Its capabilities and user follow from the image's documentation and entrypoint, and are kept conservative`;
}

/** What was seen of the capabilities of a server that has run under an entrypoint which keeps the image's contract. */
export const provedCapabilities =
  "that it starts with these capabilities, and that each of them is needed to start or to start again, on a named volume or in a closed folder of root's: `test/engine/hardening.test.ts`";
