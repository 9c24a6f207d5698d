import { type Command, InvalidArgumentError, Option } from "commander";
import { definitionPath } from "../project/locate.ts";

// Options that several verbs take alike.

/** `--file`: which definition to read. */
export function fileOption(): Option {
  return new Option("--file <file>", `the definition (default: ${definitionPath}, here or in a folder above)`);
}

/** `--mirror`: a registry that holds all images under their full names. */
export function mirrorOption(): Option {
  return new Option(
    "--mirror <registry>",
    "take all images from this registry (`127.0.0.1:5000`), whatever the definition says",
  );
}

/** `--adopt`: which stacks and containers of nobody's are taken over. */
export function adoptOption(): Option {
  const what = "take over this stack's or container's, which is nobody's; may be repeated";
  return new Option("--adopt <name>", what).argParser(repeatable);
}

/** `--formerly`: the name under which the homelab's containers are there. */
export function formerlyOption(): Option {
  return new Option("--formerly <name>", "the homelab was renamed: take over what it has under its former name");
}

export function jsonOption(): Option {
  return new Option("--json", "write a report as JSON to standard output");
}

/** Collects an option that may be given several times. */
export function repeatable(value: string, before: readonly string[] | undefined): string[] {
  if (value === "") throw new InvalidArgumentError("It is empty.");
  return [...(before ?? []), value];
}

/** Examples stand first in a command's help. */
export function withExamples(command: Command, examples: readonly (readonly [line: string, what: string])[]): Command {
  const width = Math.max(...examples.map(([line]) => line.length)) + 3;
  return command.addHelpText(
    "before",
    `Examples:\n${examples.map(([line, what]) => `  ${line.padEnd(width)}${what}\n`).join("")}`,
  );
}
