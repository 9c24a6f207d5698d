import { type Problem, ProblemError } from "../core/problem.ts";
import { type Cause, causes, pulumiCauses } from "./causes.ts";
import { adoptionOf, type Change } from "./change.ts";

/** What Pulumi said of a resource, or of nothing in particular, as a problem; the causes that users meet in plain words. */
export function failure(message: string, urn?: string): Problem {
  const text = withoutOrigins(plain(message));
  if (urn === undefined || urn.includes("pulumi:pulumi:Stack")) return problem(pulumiCauses, "", text, text);
  const { kind, name } = adoptionOf(urn);
  return failureOf(kind, name, text);
}

/** What the engine said of a container, network, volume or image that it could not make or start, as a problem. */
export function failureOf(kind: Change["kind"], name: string, text: string): Problem {
  return problem(causes, name, text, `the ${kind} ${name} ${cannot[kind]}: ${reasonIn(text)}`);
}

/** Containers wait for all images. */
const cannot = {
  container: "cannot start",
  network: "cannot be created",
  volume: "cannot be created",
  image: "cannot be pulled, and nothing was stopped",
} as const;

function problem(known: readonly Cause[], name: string, text: string, otherwise: string): Problem {
  const level = "error";
  for (const { code = "HL742", sign, message, fix } of known) {
    const found = sign.exec(text);
    if (found === null) continue;
    const groups = found.slice(1);
    return {
      ...{ code, level, message: message?.(name, ...groups) ?? otherwise },
      fix: typeof fix === "string" ? fix : fix(name, ...groups),
    };
  }
  return { code: "HL742", level, message: otherwise, fix: "fix the cause, and run it again: what is done stays done" };
}

/**
 * What the provider puts around an error: the line of its code, the count of its errors, its own name. It logs each error
 * besides answering it, each time in other clothes.
 */
const origins = [/^\S+\.go:\d+: (?:\S+: )?/, /^\w+ urn:\S+: /, /^\d+ errors? occurred: (?:\* )?/, /: provider=\S+$/];

/** They stand in any order, and one around the other. */
function withoutOrigins(text: string): string {
  const left = origins.reduce((rest, origin) => rest.replace(origin, ""), text);
  return left === text ? text : withoutOrigins(left);
}

/** What passes an error on, and says nothing of it. */
const around = [
  /^unable to pull image \S+: /i,
  /^unable to \w+ \w+(?: with ID \w+)?: /i,
  /^error (?:creating|starting|updating) \w+: /i,
  /Error response from daemon: /g,
  /failed to create (?:task for container|shim task): /g,
  /(?:OCI runtime|runc) create failed: /g,
  /unable to start container process: /g,
  /error during container init: /g,
  /: unknown(?=:|$)/,
];

function reasonIn(text: string): string {
  return around.reduce((left, one) => left.replace(one, ""), text);
}

/** A message in one line, without Pulumi's colours. */
export function plain(message: string): string {
  return message
    .replace(/<\{%.*?%\}>|\u001b\[[0-9;]*m/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The last error in what Pulumi printed. */
export function lastError(output: string): string {
  const lines = output.split("\n");
  const last = lines.findLastIndex((line) => line.includes("error: "));
  if (last < 0) return output;
  // The causes follow below it, each indented.
  const end = lines.findIndex((line, index) => index > last && !/^\s+\S/.test(line));
  const told = lines.slice(last, end < 0 ? undefined : end);
  return told.join("\n").replace(/^.*error: /, "");
}

/**
 * Whether a problem only follows from another one: where an image could not be pulled, the label of its id has no value, and
 * the provider misses that in each container of it.
 */
export function isConsequence({ message }: Problem): boolean {
  return message.includes("Missing required argument");
}

/** HL743: the state is another run's. */
export function locked(): Problem {
  return {
    code: "HL743",
    level: "error",
    message: "another run of Pulumi is changing this homelab, or was killed while it did",
    fix: "wait for it to end; if none runs any more, free the state with `pulumi cancel`",
  };
}

/** HL748: interrupted. */
export function stopped(): ProblemError {
  const message = "stopped before all was done; what had begun is done";
  return new ProblemError({ code: "HL748", level: "error", message, fix: "the next `homelab up` does the rest" }, 1);
}

/** HL740: no project to run Pulumi on. */
export function noProject(root: string): ProblemError {
  return new ProblemError({
    code: "HL740",
    level: "error",
    message: `there is no Pulumi.yaml in ${root}`,
    fix: "write one beside `stacks/`, with `main: main.js`: README tells what is in both",
  });
}
