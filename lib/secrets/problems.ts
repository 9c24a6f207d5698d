import { type Problem, ProblemError } from "../core/problem.ts";
import { reason } from "../system/atomic.ts";
import type { Environment } from "../system/environment.ts";
import { defaultIdentityPath, type Identity } from "./identity.ts";
import { STORE_FILE } from "./place.ts";

// What the store says when it cannot go on. No function here is given a secret's value.

/** HL803: there is a store and no identity to open it with. */
export function noIdentity(file: string, env: Environment): ProblemError {
  return new ProblemError({
    code: "HL803",
    level: "error",
    message: `There is no identity to open ${file} with.`,
    fix: `Copy yours to ${defaultIdentityPath(env)} (mode 0600), or set HOMELAB_AGE_KEY_FILE to its path.`,
  });
}

/** HL806: a secret was asked for that is not there. */
export function unknownSecret(file: string, name: string, exists: readonly string[]): ProblemError {
  return new ProblemError({
    code: "HL806",
    level: "error",
    message: `${file} holds no secret ${JSON.stringify(name)}.`,
    exists,
    fix: "Correct the name, or set it with homelab secrets set.",
  });
}

/** HL807: a secret that the user has to provide is missing or empty. */
export function notProvided(
  wanted: { readonly name: string; readonly consumers: readonly string[]; readonly description?: string | undefined },
  empty: boolean,
): Problem {
  const { name, consumers, description } = wanted;
  const what = description === undefined ? name : `${name} (${description})`;
  const users = consumers.length > 0 ? `, and ${[...consumers].sort().join(", ")} cannot start without it` : "";
  const [only, ...others] = consumers;
  return {
    code: "HL807",
    level: "error",
    ...(only !== undefined && others.length === 0 ? { path: only } : {}),
    message: `The secret ${what} is ${empty ? "empty" : "not set"}${users}.`,
    fix: `Set it: homelab secrets set ${name}`,
  };
}

/** HL825: generated values that were in the store, and are not now. */
export function lostValues(
  lost: readonly {
    readonly name: string;
    readonly consumers: readonly string[];
    readonly madeFor?: string | undefined;
  }[],
): Problem {
  const names = lost.map(({ name }) => name).join(", ");
  const users = [...new Set(lost.flatMap(({ consumers }) => consumers))].sort().join(", ");
  const paths = lost.map(({ madeFor }) => madeFor).join(" ");
  return {
    code: "HL825",
    level: "error",
    message: `${names} had a value, which the store does not have any more; a new one would not fit what ${users} made with it.`,
    fix: `Restore it: \`git log -- ${STORE_FILE}\` shows the earlier versions; of two merged ones, store what is missing with \`homelab secrets set\`. To have a new value made: \`homelab forget ${paths}\``,
  };
}

/** HL809: saving would encrypt for others only. */
export function lockedOut(
  file: string,
  recipientsFile: string,
  identity: Identity,
  own: readonly string[],
): ProblemError {
  return new ProblemError({
    code: "HL809",
    level: "error",
    message: `The identity in ${identity.origin} is not among the recipients: ${file} would be closed to you.`,
    fix: `Add your public key to ${recipientsFile}: ${own.join(" or ")}`,
  });
}

/** HL815: a file that should be readable is not. */
export function unreadable(file: string, why: unknown): ProblemError {
  return new ProblemError(
    {
      code: "HL815",
      level: "error",
      message: `${file} could not be read: ${typeof why === "string" ? why : reason(why)}.`,
      fix: "Grant access to it, or restore it from git.",
    },
    1,
  );
}

/** HL822: a new store was asked for where there is one. */
export function isThere(file: string): Problem {
  const fix = "Use it; homelab secrets edit changes all of it at once.";
  return { code: "HL822", level: "error", message: `${file} is there already, with its secrets.`, fix };
}
