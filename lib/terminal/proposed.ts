import type { Problem } from "../core/problem.ts";

// A definition that `--file` named is named in the commands that its problems propose, too: they would be about another one.

/** The commands that are about a definition. */
const verbs = "check|destroy|env|forget|graph|import|preview|render|secrets|status|up";

let option: string | undefined;

/** Has the commands that are proposed take an option, as it is written in a shell: `--file stacks/other.ts`. Not given: none. */
export function proposeWith(words: string | undefined): void {
  option = words;
}

/** A problem whose fix proposes commands that are about the definition at hand. */
export function proposed<P extends Pick<Problem, "fix">>(problem: P): P {
  if (option === undefined) return problem;
  const fix = problem.fix.replace(
    new RegExp(`\`((?:npx )?homelab (?:${verbs}))\\b([^\`]*)\``, "g"),
    (all, verb: string, rest: string) =>
      rest.includes("--file") || rest.startsWith("-") ? all : `\`${verb}${withOption(rest, option)}\``,
  );
  return { ...problem, fix };
}

/** After the words that a verb has below it (`secrets set NAME`), before its other options. */
function withOption(rest: string, option: string | undefined): string {
  const at = rest.search(/ (?:--|&&|\|)/);
  return at < 0 ? `${rest} ${option}` : `${rest.slice(0, at)} ${option}${rest.slice(at)}`;
}
