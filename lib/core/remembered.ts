import type { Construct } from "constructs";
import { Element, type Kind } from "./element.ts";

/**
 * Names of what a component has made in its app's own data, where nothing else tells that the definition has it no more. They
 * are on record in the names ledger, so that the component can have removed what is gone.
 */
export class Remembered extends Element {
  static override readonly kind: Kind = "recorded";
  readonly #present: () => readonly string[];
  #before: readonly string[] = [];

  /** @param present names what the definition has; called when all of it is known */
  constructor(scope: Construct, id: string, present: () => readonly string[]) {
    super(scope, id);
    this.#present = present;
  }

  /** What was on record and is gone from the definition, sorted. Known only inside a `Lazy` value. */
  get gone(): readonly string[] {
    const present = new Set(this.#present());
    return this.#before.filter((name) => !present.has(name)).sort();
  }

  /** Called by each build with what the ledger has of it. Returns what is to be on record: what it has, and what it had. */
  recall(names: readonly string[]): readonly string[] {
    this.#before = names;
    return [...new Set([...this.#present(), ...names])].sort();
  }
}
