import { z } from "./zod.ts";

const name = z.string().min(1);

/** A secret that a stack's services get, without its value. */
export const secretSchema = z.strictObject({
  path: z.string(),
  /** The key in the Compose file. */
  key: name,
  /** The name in the store and in `.env`, the same everywhere. */
  name,
  source: z.union([
    z.strictObject({
      from: z.literal("generated"),
      length: z.int().min(1),
      alphabet: z.enum(["alphanumeric", "hex", "urlsafe"]),
      disposable: z.literal(true).optional(),
    }),
    z.strictObject({ from: z.literal("provided"), description: z.string() }),
  ]),
  /** The paths of the services that get it. */
  consumers: z.array(z.string()),
  /** Whether some service gets it as a file; else only environments and config files contain it. */
  file: z.boolean(),
  /** The services, by path, that read it on their first start only, and the command in each that brings in a new value. */
  renewals: z.array(
    z.strictObject({
      service: z.string(),
      command: z.array(z.string()),
      enter: z.string().optional(),
      user: z.string().optional(),
    }),
  ),
});

export type SecretModel = z.infer<typeof secretSchema>;
