import type { Reading } from "../../lib/import/compose.ts";
import type { Data } from "../../lib/import/data.ts";
import { stackFile } from "../../lib/import/emit.ts";
import { judged } from "../../lib/import/judge.ts";
import { type ProjectCode, projectCode } from "../../lib/import/project.ts";

/** A project as Compose reads it: resolved, and before variables were put in. */
export function reading(resolved: Data, written: Data = {}, contents: Readonly<Record<string, string>> = {}): Reading {
  return {
    input: { folder: "/srv/app", files: [], profiles: [] },
    name: "app",
    resolved: { name: "app", ...resolved },
    written,
    sources: [],
    contents: new Map(Object.entries(contents)),
  };
}

export function code(resolved: Data, written?: Data, contents?: Readonly<Record<string, string>>): ProjectCode {
  return judged(projectCode(reading(resolved, written, contents)));
}

/** The file of a project's stack. */
export function file(...project: Parameters<typeof code>): string {
  return stackFile(code(...project), []);
}

/** The values that go to the store, by the secrets' ids. */
export function values(project: ProjectCode): Record<string, string> {
  return Object.fromEntries([...project.values].map(([secret, value]) => [secret.id, value]));
}
