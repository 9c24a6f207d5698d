import { type Problem, ProblemError } from "../../core/problem.ts";
import { type Ledger, passphraseName } from "../../model/index.ts";
import type { Wanted } from "../../secrets/store.ts";

/** What is known of who needs a project's secrets. */
export interface Needs {
  /** What the definition asks of the store. */
  readonly wanted: readonly Wanted[];
  /** The names ledger: it has what the definition has no more, too. */
  readonly ledger: Ledger;
}

/** What uses a secret. */
export interface Use {
  /** `recorded`: no service of the definition gets it, and nobody has said that it may go. */
  readonly by: "definition" | "pulumi" | "recorded";
  readonly source: "generated" | "provided";
  /** The paths of the services that get it, `pulumi`, or the path on record. */
  readonly consumers: readonly string[];
  readonly description?: string;
}

/** What uses the secret of a name in the store; nothing where nobody does. */
export function useOf(name: string, { wanted, ledger }: Needs): Use | undefined {
  const want = wanted.find((one) => one.name === name);
  if (want !== undefined) {
    const { consumers, description } = want;
    const source = want.generate ? "generated" : "provided";
    return { by: "definition", source, consumers, ...(description !== undefined && { description }) };
  }
  if (name === passphraseName) {
    return {
      by: "pulumi",
      source: "generated",
      consumers: ["pulumi"],
      description: "the passphrase of Pulumi's state",
    };
  }
  const recorded = [...ledger.entries].find(([, { kind, place }]) => kind === "secret" && place === name);
  if (recorded === undefined) return undefined;
  const [path, entry] = recorded;
  const source = entry.class === "provided" ? "provided" : "generated";
  return { by: "recorded", source, consumers: [path], description: "on record, and no service gets it" };
}

/** @throws ProblemError HL823 for each name that is in use, with what to do instead */
export function refuseUsed(names: readonly string[], needs: Needs): void {
  const problems = names.flatMap((name) => {
    const use = useOf(name, needs);
    return use === undefined ? [] : [inUse(name, use)];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}

function inUse(name: string, { by, source, consumers }: Use): Problem {
  const said = {
    definition: {
      message: `${name} is used by ${consumers.join(", ")}`,
      fix:
        source === "generated"
          ? `\`homelab secrets rotate ${name}\` gives it a new value; to remove it, first take what uses it out of the definition`
          : `\`homelab secrets set ${name}\` gives it a new value; to remove it, first take what uses it out of the definition`,
    },
    pulumi: {
      message: `${name} is the passphrase of Pulumi's state, which nothing else opens`,
      fix: "keep it as long as there is a state: it is Pulumi's, whatever the definition says",
    },
    recorded: {
      message: `${name} is on record as ${consumers.join(", ")}, and no service gets it: it may be the only copy`,
      fix: `if it may go, first \`homelab forget ${consumers.join(" ")}\``,
    },
  }[by];
  return { code: "HL823", level: "error", ...said };
}
