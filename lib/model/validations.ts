import type { Construct } from "constructs";
import { locate, problemsOf } from "../core/index.ts";
import { noteFailure } from "./lazy.ts";

/**
 * Runs what the constructs check of themselves once the definition is whole (`node.addValidation`). A validation reports at its
 * construct, or answers messages.
 */
export function runValidations(constructs: readonly Construct[]): void {
  for (const construct of constructs) {
    try {
      for (const message of construct.node.validate()) {
        const fix = "change what the message names, as the construct's own documentation says";
        problemsOf(construct).push(locate(construct, { code: "HL081", level: "error", message, fix }));
      }
    } catch (error) {
      noteFailure(construct, "its validation", error);
    }
  }
}
