import { percentEncode, type StackModel } from "../../model/index.ts";
import { formatDotenv } from "../../secrets/dotenv.ts";
import { ENV_MARK } from "../../secrets/place.ts";
import { envVariables } from "../../targets/compose/index.ts";
import type { OutputFile } from "./plan-files.ts";

/** Whether a file is an `.env` that we wrote: one that somebody else did is theirs. */
export function isOwnEnv(path: string, content: string): boolean {
  return /(^|\/)\.env$/.test(path) && content.startsWith(`# ${ENV_MARK}\n`);
}

/**
 * The `.env`, mode 0600, beside each file of a layout whose stacks have secrets.
 * @param value a secret's value, by its name in the store
 */
export function envFiles(
  stacks: readonly StackModel[],
  layout: "project" | "single",
  value: (name: string) => string,
): OutputFile[] {
  return places(stacks, layout).flatMap(({ path, stacks }) => {
    const entries = envVariables(stacks).map(({ name, secret, encode }) => {
      const plain = value(secret);
      return [name, encode === "uri" ? percentEncode(plain) : plain] as const;
    });
    return entries.length === 0 ? [] : [{ path, content: formatDotenv(entries, [ENV_MARK]), mode: 0o600 }];
  });
}

/** Where every `.env` of a layout would be, whether its stacks have secrets or not. */
export function envPlaces(stacks: readonly StackModel[], layout: "project" | "single"): string[] {
  return places(stacks, layout).map(({ path }) => path);
}

function places(stacks: readonly StackModel[], layout: "project" | "single") {
  if (layout === "single") return [{ path: ".env", stacks }];
  return stacks.map((stack) => ({ path: `${stack.name}/.env`, stacks: [stack] }));
}
