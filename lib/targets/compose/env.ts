import { type ModelText, type SecretModel, type ServiceModel, type StackModel, testOf } from "../../model/index.ts";
import { oneLine } from "./acknowledged.ts";
import { variable } from "./text.ts";

/** A variable that a rendered file needs, and the secret that fills it. */
export interface EnvVariable {
  readonly name: string;
  /** The secret's name in the store. */
  readonly secret: string;
  /** Whether the variable holds the value itself or its percent-encoded form. */
  readonly encode: "none" | "uri";
}

/** The variables of `.env`, sorted by name. Compose refuses to start while one of them is unset. */
export function envVariables(stacks: readonly StackModel[]): EnvVariable[] {
  const found = new Map<string, EnvVariable>();
  const add = (secret: string, encode: "none" | "uri") => {
    const name = variable({ secret, encode });
    found.set(name, { name, secret, encode });
  };
  for (const stack of stacks) {
    for (const secret of stack.secrets) if (secret.file) add(secret.name, "none");
    const texts: ModelText[] = [
      ...stack.configs.map((config) => config.content),
      ...stack.volumes.flatMap(({ external, driverOpts }) => (external ? [] : Object.values(driverOpts))),
      ...stack.networks.flatMap(({ external, driverOpts }) => (external ? [] : Object.values(driverOpts))),
      ...stack.services.flatMap(textsOf),
    ];
    for (const text of texts) {
      if (typeof text === "string") continue;
      for (const part of text) if (typeof part !== "string") add(part.secret, part.encode);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What of a service is written into its file, and may hold a secret. */
function textsOf({ environment, command, entrypoint, healthcheck, labels, logging }: ServiceModel): ModelText[] {
  return [
    ...Object.values(environment),
    ...(command ?? []),
    ...(entrypoint ?? []),
    ...testOf(healthcheck),
    ...Object.values(labels),
    ...Object.values(logging?.options ?? {}),
  ];
}

/** `.env.example`: every variable of `.env` with what it is for, and no value. `again` is the command that renders. */
export function envExample(stacks: readonly StackModel[], again: string): string {
  const secrets = new Map(stacks.flatMap((stack) => stack.secrets.map((secret) => [secret.name, secret] as const)));
  const variables = envVariables(stacks);
  if (variables.length === 0) return "# This stack has no secrets: it needs no .env.\n";
  const entries = variables.map(({ name, secret, encode }) => {
    const model = secrets.get(secret);
    return `# ${model ? describe(model) : secret}${encode === "uri" ? ", percent-encoded" : ""}\n${name}=\n`;
  });
  const head =
    `# The secrets that compose.yaml needs. \`${again} --secrets\` writes them to .env from the store;\n` +
    "# by hand: copy this file to .env, mode 0600, and fill in every value. Never commit .env.\n";
  return [head, ...entries].join("\n");
}

function describe({ path, source, consumers }: SecretModel): string {
  const origin =
    source.from === "generated"
      ? `generated, ${source.length} characters (${source.alphabet})`
      : ["provided", source.description].filter((part) => part !== "").join(": ");
  return `${path}: ${oneLine(origin)}; used by ${consumers.join(", ")}`;
}
