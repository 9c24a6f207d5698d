import type { OnChange } from "../../apply/engine.ts";
import { tell } from "../../terminal/streams.ts";

const doing = { create: "creating", update: "changing", replace: "replacing", delete: "removing", adopt: "" } as const;
const did = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "removed",
  adopt: "taken over:",
} as const;

/** Tells each change as it goes, a line each. Images are told while they are pulled only. */
export const tellChange: OnChange = ({ action, kind, name }, done) => {
  if (kind === "image" && action === "create" && !done) return tell(`pulling ${name}`);
  if (kind === "image") return;
  const kept = kind === "volume" && action === "delete";
  if (kept) return done ? tell(`keeping volume ${name}`) : undefined;
  tell(`${(done ? did : doing)[action]} ${kind} ${name}`);
};
