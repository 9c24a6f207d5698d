import { Secret, shape } from "../core/index.ts";

/** How an app sends mail. */
export interface Smtp {
  readonly host: string;
  /** Default: 587 for `starttls`, 465 for `tls`, 25 for `none`. */
  readonly port?: number;
  /** Encryption from the first byte (`tls`), after a greeting in the clear, or none. Default: `starttls`. */
  readonly security?: "starttls" | "tls" | "none";
  /** The sender's address. */
  readonly from: string;
  /** Default: no login. */
  readonly username?: string;
  readonly password?: Secret;
}

export const smtp = shape.props<Smtp>({
  host: shape.needed(shape.text),
  port: shape.whole(1, 65535),
  security: shape.oneOf(["starttls", "tls", "none"]),
  from: shape.needed(shape.text),
  username: shape.text,
  password: shape.instance("Secret", (value) => value instanceof Secret),
});

const ports = { starttls: 587, tls: 465, none: 25 } as const;

/** With what was left out. */
export function complete({ security = "starttls", port = ports[security], ...rest }: Smtp) {
  return { ...rest, security, port };
}
