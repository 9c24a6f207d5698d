import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** How long Pulumi may take to say that an interrupt has reached it, in milliseconds. */
const patience = 1_000;

/**
 * The end of a run before its time. A terminal's Ctrl-C reaches Pulumi by itself, a signal to this process alone does not;
 * and a second interrupt makes Pulumi drop its work where it stands. So it is sent on only where Pulumi has not heard.
 */
export class Stop {
  readonly #abort = new AbortController();
  #heard = false;
  #asked = false;

  /** Aborted where Pulumi is to be interrupted. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get asked(): boolean {
    return this.#asked || this.#heard;
  }

  /** @returns false where it was asked before */
  ask(): boolean {
    if (this.#asked) return false;
    this.#asked = true;
    setTimeout(() => this.#heard || this.#abort.abort(), patience).unref();
    return true;
  }

  /** Pulumi says of the first interrupt: `^C received; cancelling`. */
  hear({ stdoutEvent: said }: EngineEvent): void {
    if (said?.message.startsWith("^C received")) this.#heard = true;
  }
}
