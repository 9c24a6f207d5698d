import { rule } from "./rule.ts";

/** What is found where a definition does not fit what the names ledger has on record. */
export const ledgerRules = [
  rule(
    "HL090",
    "A volume or a generated secret that was rendered and is gone",
    "The names ledger (`stacks/homelab.lock`) has what the definition has no more. If only its path changed, its app would start on a new and empty volume, or with another password than its data has, and the old ones would stay where nothing finds them.",
    'if it has another path now, say so: `lab.moved("old/path", "new/path")`; if it may go: `homelab forget PATH`',
  ),
  rule(
    "HL091",
    "A volume that lies elsewhere than before",
    "A changed `storage` gives a volume another place, and data does not go there by itself: its app would start empty.",
    "keep the storage as it was; or copy the data over, then `homelab forget PATH`",
  ),
  rule(
    "HL092",
    "A move that cannot be carried out",
    "It must lead from what is on record and gone from the definition to something new of its kind, one for each.",
    "correct the paths in `moved`",
  ),
  {
    ...rule(
      "HL093",
      "A move that moves nothing",
      "Nothing is recorded under the old path, or it is still there: most likely a path is misspelt.",
      "correct the paths in `moved`, or remove it",
    ),
    level: "warning",
  },
  {
    ...rule(
      "HL094",
      "A move that has been carried out",
      "The names ledger has all that it moved under the new path, and keeps its places and names there; or there was nothing to keep.",
      "the `moved` may go",
    ),
    level: "advice",
  },
  {
    ...rule(
      "HL097",
      "A provided secret that is gone",
      "The names ledger has a secret that somebody provided and that the definition has no more. Its value is still in the store.",
      'if it has another path now, say so: `lab.moved("old/path", "new/path")`; if it is not needed any more: `homelab forget PATH`',
    ),
    level: "advice",
  },
] as const;
