import { randomBytes } from "node:crypto";
import type { HomelabModel, SecretModel, StackModel } from "../../model/index.ts";

/** The secrets that somebody else issues, by name, each with a made-up value of the form that its consumer reads. */
export function madeUpSecrets(model: HomelabModel): Map<string, string> {
  const found = model.stacks.flatMap((stack) =>
    stack.secrets
      .filter(({ source }) => source.from === "provided")
      .map((secret) => [secret.name, madeUp(secret, stack)] as const),
  );
  return new Map(found);
}

function madeUp({ consumers }: SecretModel, stack: StackModel): string {
  const random = randomBytes(16).toString("hex");
  const tunnel = stack.services.some(({ path, image }) => consumers.includes(path) && /\/cloudflared[:@]/.test(image));
  if (!tunnel) return random;
  const secret = randomBytes(32).toString("base64");
  // The tunnel that the configuration beside it names; without one it is a token that is wanted, base64 of the same three.
  const id = /tunnel: "?([0-9a-f-]{36})\b/i.exec(JSON.stringify(stack.configs).replaceAll('\\"', '"'))?.[1];
  if (id !== undefined) return JSON.stringify({ AccountTag: random, TunnelSecret: secret, TunnelID: id });
  const token = { a: random, t: "00000000-0000-4000-8000-000000000000", s: secret };
  return Buffer.from(JSON.stringify(token)).toString("base64");
}
