import { passphraseName } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { groupBy } from "../walk.ts";

/** `a/b-c` and `a-b/c` come to one name. */
export const secretVariable: Check = {
  code: "HL033",
  level: "error",
  title: "Two secrets of one name",
  why: "A secret's name in the store and in `.env` is its path in capitals. Two of one name would share one value, and rotating one would change the other.",
  fix: "give one of them another id",
  reference: "none: it takes the whole homelab to see it",
  *find(model) {
    const secrets = new Map(model.stacks.flatMap((stack) => stack.secrets.map((secret) => [secret.path, secret])));
    for (const { path, name } of secrets.values()) {
      if (name === passphraseName)
        yield { path, message: `it is named ${name}, as the passphrase of Pulumi's state is` };
    }
    for (const [name, [first, ...others]] of groupBy(secrets.values(), (secret) => secret.name)) {
      for (const { path } of others) yield { path, message: `it is named ${name}, as "${first?.path}" is` };
    }
  },
};
