import { rule } from "./rule.ts";

/** What the store of secrets raises. */
export const storeRules = [
  rule(
    "HL800",
    "A name that no secret can have",
    "Names become variables: capital letters, digits and underscores, and none to which Compose, Docker or every shell gives a meaning of its own.",
    "choose another name, such as one that begins with the stack's",
  ),
  rule(
    "HL801",
    "A value that no environment can hold",
    "Secrets reach Compose as variables, which cannot hold NUL or what is no Unicode text.",
    "store binary data as base64 or hex, and decode it where it is used",
  ),
  rule(
    "HL802",
    "A line that is no `NAME='value'`",
    "The store is a dotenv text; a line that other programs read otherwise would become another secret.",
    "write the value in single quotes, with `\\'` for a quote inside; it may run over several lines",
  ),
  rule(
    "HL803",
    "No identity to open the store with",
    "The store is encrypted for age keys, and none of yours was found. A new one could not open it.",
    "copy your identity to `~/.config/homelab-stacks/identity.txt` (mode 0600), or set HOMELAB_AGE_KEY_FILE to its path",
  ),
  rule(
    "HL804",
    "An identity that others can read",
    "Whoever has it reads every secret.",
    "close it with `chmod 600`; if others could have read it, make a new one, rekey, and rotate the secrets",
  ),
  rule(
    "HL805",
    "An identity that is none",
    "The file or variable holds no age private key.",
    "it should be a line that begins with AGE-SECRET-KEY-1, as `age-keygen` prints it",
  ),
  rule(
    "HL806",
    "A secret that is not in the store",
    "It was asked for by name, and nothing has that name.",
    "correct the name, or set it with `homelab secrets set`",
  ),
  rule(
    "HL807",
    "A secret that somebody has to provide",
    "It is missing or empty, and its consumers cannot start without it: nothing blank ever starts.",
    "set it: `homelab secrets set NAME`",
  ),
  rule(
    "HL808",
    "A recipient that is none",
    "`secrets.recipients` names who can open the store: age public keys, one a line, at least one.",
    "write `age1…` keys (`age-keygen -y` prints an identity's), or remove the file to use your own alone",
  ),
  rule(
    "HL809",
    "A store that would be closed to you",
    "Your own key is not among the recipients, and after this save you could not read it any more.",
    "add your public key to `secrets.recipients`",
  ),
  rule(
    "HL810",
    "A damaged store",
    "It was cut short, edited, or holds a merge conflict. It is left as it is.",
    "restore it from git; after a merge conflict take one side, and set the other side's secrets again",
  ),
  rule(
    "HL811",
    "A store that is for others",
    "It was not encrypted for your identity.",
    "set HOMELAB_AGE_KEY_FILE to the identity that opens it, or have somebody who can add your key and run `homelab secrets rekey`",
  ),
  rule(
    "HL812",
    "A store that holds no text",
    "It opens, and what is inside is no dotenv text in UTF-8.",
    "restore it from git",
  ),
  rule(
    "HL813",
    "A store that another process is writing",
    "Writers wait for each other; this one waited long enough. Nothing was changed.",
    "run the command again when the other one is done",
  ),
  rule(
    "HL814",
    "A file that cannot be written",
    "The disk is full, or access is not granted. What was there is untouched.",
    "make room or grant access in that folder, then run the command again",
  ),
  rule(
    "HL815",
    "A file that cannot be read",
    "Access is not granted, or it is no file.",
    "grant access to it, or restore it from git",
  ),
  rule(
    "HL816",
    "A secret that cannot be generated",
    "Its length is not from 1 to 65536, or its alphabet has fewer than two different characters.",
    "correct `length` or `alphabet` in the definition",
  ),
  {
    ...rule(
      "HL817",
      "A recipient who left",
      "Who is removed can still open every earlier version of the store in git.",
      "rotate each secret that they should no longer know",
    ),
    level: "warning",
  },
  {
    ...rule(
      "HL818",
      "A new identity",
      "It was made on first use. Whoever has it reads every secret; without it nobody does.",
      "copy it to a safe place outside this machine, for instance a password manager",
    ),
    level: "warning",
  },
  rule(
    "HL819",
    "A store that is missing",
    "Something tells that there was one: `secrets.recipients`, an `.env` made from it, Pulumi's state. In a new one every generated secret would be another, and no app could log in to its data.",
    "restore it (`git checkout -- secrets.age`), or mount the share that it lies on; where it is lost for good, `homelab secrets init` begins a new one",
  ),
  {
    ...rule(
      "HL820",
      "A reader whom nobody confirmed",
      "Whoever can commit can add a key to `secrets.recipients`; with the next save it would read every secret. Until it is confirmed the store stays closed to it.",
      "`homelab secrets rekey` lets it in; otherwise remove the line",
    ),
    level: "warning",
  },
  rule(
    "HL821",
    "Readers to be confirmed where nobody can be asked",
    "Each key that is added reads every secret of the homelab.",
    "run `homelab secrets rekey` on a terminal, or with `--yes`",
  ),
  rule(
    "HL822",
    "A store that is there already",
    "A new one would take the place of its secrets.",
    "use the one that is there; `homelab secrets edit` changes all of it at once",
  ),
  rule(
    "HL823",
    "A secret that is in use",
    "Without it its consumers would not start, or would start with another value than their data was made with. Nothing was removed.",
    "give it another value with `homelab secrets set` or `rotate`; take what uses it out of the definition first, then `homelab forget` its path",
  ),
  rule(
    "HL824",
    "The passphrase of Pulumi's state is missing",
    "The state of what was applied is encrypted with it, and another one opens nothing.",
    "restore `secrets.age` from git, or set PULUMI_CONFIG_PASSPHRASE to your own; if it is lost, remove the state: `up` then takes over what runs",
  ),
  rule(
    "HL825",
    "A generated secret whose value is gone",
    "The names ledger knows that it had one, and data was made with it. A store of which a merge took one side loses the other's values like this.",
    "restore `secrets.age` from git, or store the value with `homelab secrets set`; for a new one, `homelab forget` its path",
  ),
] as const;
