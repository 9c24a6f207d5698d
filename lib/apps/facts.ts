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
  /** How a route's sign-on gets into its own data, and out again, where it keeps it there. */
  readonly signOn?: string;
  /** What it has run with in this project's own tests. */
  readonly verified: string;
  /** What of it must outlive its host; `none` where all of it is in the definition. */
  readonly state?: AppState | "none";
}

/** What of a component must outlive its host, and how a copy of it is taken whose parts fit together. */
export interface AppState {
  /** By the id of the component's volume: its files are copied, a dump stands for it, or it is made again by itself. */
  readonly volumes: Readonly<Record<string, "files" | "dump" | "rebuilt">>;
  /** Folders of those volumes that are made again, as paths in the container. Default: none. */
  readonly rebuilt?: readonly string[];
  /** How it is brought to rest while files are copied: its containers stop, or it is told so. Default: it need not be. */
  readonly quiesce?: "stop" | Quiesce;
  /**
   * Commands in its main container, each of which writes a copy to its standard output, unless it says where. `{database}`
   * stands for each of the server's databases.
   */
  readonly dump?: readonly (readonly string[])[];
  /** What a restore has to mind. */
  readonly restore: string;
}

/** Commands in the main container. */
export interface Quiesce {
  readonly begin: readonly string[];
  readonly end: readonly string[];
  /** Default: the container's. */
  readonly user?: string;
}

/** How a component was verified that has run with a stand-in for its software only. */
export function standIn(tests: string): string {
  return `a stand-in that keeps the image's contract, not the software: ${tests}. Its capabilities and user follow from the image's documentation and entrypoint, and are kept conservative`;
}

/** What was seen of the capabilities of a server that has run under an entrypoint which keeps the image's contract. */
export const provedCapabilities =
  "that it starts with these capabilities, and that each of them is needed to start or to start again, on a named volume or in a closed folder of root's: `test/engine/hardening.test.ts`";
