import { rule } from "./rule.ts";

/** What the command line raises: the definition that does not load, files in the way, usage. */
export const commandRules = [
  rule(
    "HL095",
    "A names ledger that cannot be read",
    "`stacks/homelab.lock` says which volume holds what, and which secret has which name. Going on without it would start apps empty or with other passwords, and a wrong line would give one another's data. It is read whole or not at all.",
    "restore it from git; after a merge keep the lines of both sides, and of two lines for one path the one whose place has the data",
  ),
  rule(
    "HL096",
    "A path to forget that is not on record, or still in use",
    "The names ledger has nothing under that path that the definition has no more: most likely the path is misspelt.",
    "correct the path; the problem lists those on record",
  ),
  rule(
    "HL098",
    "A names ledger of a newer version",
    "A newer version of this package wrote `stacks/homelab.lock`, and an older one cannot know what all of it means.",
    "update the package to the version that the others use",
  ),
  rule(
    "HL700",
    "No definition found",
    "The command looks for `stacks/homelab.ts` in this folder and those above it.",
    "run it in the project's folder, or name the definition with `--file`",
  ),
  rule(
    "HL701",
    "A definition that does not compile",
    "It is TypeScript, and its syntax is broken at the line that is told.",
    "fix the code at that line; `npx tsc --noEmit` shows every such mistake",
  ),
  rule(
    "HL702",
    "An import of what is not there",
    "A module or a name that the definition imports does not exist.",
    "correct the path or the name, or install the package",
  ),
  rule(
    "HL703",
    "A definition that throws",
    "Its own code failed while it was evaluated; what it said stands in the problem.",
    "fix the code at the line that is told",
  ),
  rule(
    "HL704",
    "A definition without a default export",
    "The command reads the Homelab that the module exports by default.",
    "end it with `export default lab;`",
  ),
  rule(
    "HL705",
    "A default export that is no Homelab",
    "It is something else, or a Homelab of another copy of homelab-stacks than the command's, which it cannot read.",
    'export the `new Homelab(…)`, imported from "homelab-stacks", and run the same installation\'s command: `npx homelab`',
  ),
  rule(
    "HL706",
    "An argument that names nothing",
    "A stack, a volume, a code or a combination of options that the command does not know; nothing was done.",
    "correct it; the problem lists what exists, `--help` what the command takes",
  ),
  rule(
    "HL707",
    "A new homelab in a folder that is not empty",
    "`homelab init` makes a repository of its own, and replaces no file; nothing was written.",
    "name a new folder: `homelab init lab`",
  ),
  rule(
    "HL708",
    "The packages of a new homelab that npm did not install",
    "Its files are written; only `node_modules` is missing.",
    "run `npm install` in its folder once the cause is gone",
  ),
  rule(
    "HL710",
    "A file in the way of a rendered one",
    "Something stands where a rendered file would go, and no rendering made it: it is not overwritten.",
    "move it away, or render into another folder with `--out`",
  ),
  rule(
    "HL711",
    "A symbolic link in the way of a rendered file",
    "Writing through it would change a file elsewhere.",
    "remove the link, or name the folder that it leads to with `--out`",
  ),
  rule(
    "HL712",
    "An output folder that cannot be read or written",
    "The disk is full, or access is not granted. All files are as they were.",
    "make room or grant access, or render into another folder with `--out`",
  ),
  rule(
    "HL713",
    "A damaged list of rendered files",
    "It says which files a rendering may replace and remove; a wrong one could have others' files removed.",
    "restore it from git, or remove it: rendering then adopts the files that are as it would write them",
  ),
  rule(
    "HL714",
    "A secret without a value",
    "An empty one would start an app unprotected, or not at all.",
    "type it at the prompt, or pipe it in: `homelab secrets set NAME < file`",
  ),
  rule(
    "HL715",
    "An editor that cannot be run or that failed",
    "`homelab secrets edit` opens the program that EDITOR names; no secret was changed.",
    "set EDITOR to a program that is installed: `EDITOR=nano homelab secrets edit`",
  ),
  rule(
    "HL716",
    "A secret that cannot be generated again here",
    "The definition has no secret of that name, or somebody else issues it.",
    "correct the name (`homelab secrets list` shows all), or have it issued again and set it: `homelab secrets set NAME`",
  ),
  rule(
    "HL717",
    "A folder of another homelab's rendered files",
    "Rendering removes what it no longer makes: two homelabs in one folder would remove each other's files, and their secrets.",
    "give each homelab a folder of its own with `--out`",
  ),
] as const;
