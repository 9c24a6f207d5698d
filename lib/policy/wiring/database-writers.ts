import type { Check } from "../check.ts";
import { isCommand, isPreparation, writersOf } from "../writers.ts";

export const databaseWriters: Check = {
  code: "HL030",
  level: "error",
  waivable: true,
  title: "Two writers on one database volume",
  why: "A database takes its files for its own alone. Two servers on one folder, even for a moment, destroy it; a backup wants a dump, or a read-only mount of a stopped one.",
  fix: "give each server a volume of its own, and mount it `readOnly` wherever else it is needed",
  reference: "PostgreSQL: Creating a Database Cluster; none of the checkers sees it",
  *find(model) {
    for (const { volume, writers: all } of writersOf(model).values()) {
      const writers = all.filter((one) => !isPreparation(one, all) && !isCommand(one, all));
      const containers = writers.reduce((sum, { replicas = 1 }) => sum + replicas, 0);
      if (volume.class !== "database" || containers < 2) continue;
      const names = writers
        .map(({ path, replicas }) => `"${path}"${replicas === undefined ? "" : ` (${replicas} containers)`}`)
        .join(" and ");
      yield { path: volume.path, message: `${names} can write to it, and it holds a database` };
    }
  },
};
