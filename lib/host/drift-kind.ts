/** One way in which a container is not what the definition says. */
export interface Drift {
  /**
   * `missing`: there is no such container. `not ours`: one that was not made for the service has its name. `stopped`: it
   * does not run, or its task failed. `changed`: it was made of another definition, or changed by hand. `unknown`: it
   * cannot be compared.
   */
  readonly kind: "missing" | "not ours" | "stopped" | "changed" | "unknown";
  /** The field in Compose's words, where it is one. */
  readonly field?: string;
  /** What is so, in a few words. */
  readonly message: string;
  /** Whether Pulumi's provider does not read it back, so that Pulumi by itself sees no change. */
  readonly unseen: boolean;
}

/** @param more by default it is no field, and Pulumi's provider reads it back */
export function drift(
  kind: Drift["kind"],
  message: string,
  more: Partial<Pick<Drift, "field" | "unseen">> = {},
): Drift {
  return { kind, message, unseen: false, ...more };
}
