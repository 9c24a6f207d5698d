import type { Command } from "commander";
import { fileOption, jsonOption, repeatable, withExamples } from "../options.ts";

/** `homelab secrets`: the store. No value ever stands on a command line. */
export function addSecrets(program: Command): void {
  const secrets = program.command("secrets").description("keep the homelab's secrets in secrets.age, encrypted");
  withExamples(secrets, [
    ["homelab secrets list", "what the definition wants, and what is there"],
    ["homelab secrets set NAME", "ask for a value, hidden"],
    ["homelab secrets set NAME < file", "take it from a file"],
    ["homelab secrets rm NAME", "remove one that nothing uses"],
    ["homelab secrets rotate NAME", "make a generated secret again"],
  ]);
  const verbs = () => import("../secrets/verbs.ts");
  secrets
    .command("list")
    .description("name every secret, its state and who uses it; no values")
    .addOption(fileOption())
    .addOption(jsonOption())
    .action(async (options) => (await verbs()).list(options));
  secrets
    .command("set")
    .description("store a value, from a hidden prompt or standard input")
    .argument("<name>", "the secret's name, as `list` shows it")
    .option("--exact", "keep a newline at the end of standard input")
    .addOption(fileOption())
    .action(async (name, options) => (await verbs()).set(name, options));
  secrets
    .command("show")
    .description("write a secret's value to standard output")
    .argument("<name>")
    .addOption(fileOption())
    .action(async (name, options) => (await verbs()).show(name, options));
  secrets
    .command("edit")
    .description("edit all secrets in $EDITOR")
    .addOption(fileOption())
    .action(async (options) => (await verbs()).edit(options));
  secrets
    .command("rm")
    .description("remove secrets that nothing uses; one that is in use is refused")
    .argument("<name...>")
    .option("-y, --yes", "do not ask")
    .addOption(fileOption())
    .action(async (names, options) => (await verbs()).rm(names, options));
  secrets
    .command("rotate")
    .description("make generated secrets again, and say who has to be told")
    .argument("<name...>")
    .addOption(fileOption())
    .action(async (names, options) => (await verbs()).rotate(names, options));
  secrets
    .command("rekey")
    .description("encrypt the store for the public keys in secrets.recipients, and confirm those that are new")
    .option("--recipient <key>", "replace the recipients by this age public key; may be repeated", repeatable)
    .option("-y, --yes", "do not ask before a new key is let in")
    .addOption(fileOption())
    .action(async (options) => (await verbs()).rekey(options));
  secrets
    .command("init")
    .description("begin a new, empty store where the old one is lost for good")
    .option("-y, --yes", "do not ask before others than you are let in")
    .addOption(fileOption())
    .action(async (options) => (await verbs()).init(options));
}
