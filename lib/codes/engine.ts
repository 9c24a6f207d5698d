import { rule } from "./rule.ts";

/** What applying a homelab to a Docker host raises, and what the demo does. */
export const engineRules = [
  rule(
    "HL740",
    "No Pulumi project",
    "Pulumi runs in a folder with a `Pulumi.yaml`, beside `stacks/`, whose `main` lies in the same folder.",
    'have `Pulumi.yaml` say `main: main.js`, and `main.js`: `export { default } from "homelab-stacks/main";`',
  ),
  rule(
    "HL741",
    "A Pulumi stack of another definition",
    "Each homelab has a Pulumi stack of its name. Another definition applied to it would remove all that the first one made.",
    "name the definition with `--file`, or select its stack with `pulumi stack select`; two homelabs need two names",
  ),
  rule(
    "HL742",
    "A change that failed",
    "Pulumi or the Docker Engine could not make it; what was said stands in the problem. What was done before stays done.",
    "fix the cause, and run it again: the next `up` does the rest",
  ),
  rule(
    "HL743",
    "A state that another run holds",
    "Two runs at once would undo each other's work, so the first locks the state.",
    "wait for it to end; if none runs any more, free the state with `pulumi cancel`",
  ),
  rule(
    "HL744",
    "A question, and no terminal to ask it at",
    "Nothing is applied or removed without a yes; nothing was changed.",
    "add `--yes` to go on without being asked",
  ),
  rule(
    "HL745",
    "A container or network that could not make way",
    "What only one may hold (data that is written to, a host port, an address, a subnet) changes hands: the old holder stops before the new one starts, and it did not stop.",
    "stop it by hand (`docker ps`, `docker stop`), then run it again",
  ),
  rule(
    "HL746",
    "Somebody else's container, network or volume on the name",
    "It is not this homelab's, so it is neither taken over nor removed; nothing was changed.",
    "rename it or remove it (`docker inspect` shows whose it is), or choose another name in the definition",
  ),
  rule(
    "HL747",
    "Something of this homelab's that Pulumi does not know",
    "It is on the host and not in the state: `docker compose up` made it, or a run was broken off.",
    "do what the problem says; `homelab preview` shows what would happen",
  ),
  rule(
    "HL748",
    "A run that was interrupted",
    "It ended at a clean point: what had begun is done, nothing else was begun.",
    "the next `homelab up` does the rest",
  ),
  rule(
    "HL749",
    "A `docker` command that does not answer",
    "Without it nothing can be said about the containers.",
    "start the Docker Engine, or name another with DOCKER_HOST; `homelab setup` tells what is missing",
  ),
  rule(
    "HL751",
    "Settings of Pulumi that cannot be read",
    "`Pulumi.yaml` or the stack's own settings are no YAML, or have the host or the mirror encrypted, so which one they name is unknown: `docker` would look at, and delete from, another host than Pulumi's.",
    "fix the file; `pulumi config set --plaintext` writes it, too",
  ),
  rule(
    "HL752",
    "A volume that stays as it was made",
    "The engine changes no volume: another driver, other options or labels would take a new and empty one. So it is left as it is, and so are its data.",
    "put the definition back; or save the data, `homelab destroy --volumes NAME`, `homelab up`, and restore",
  ),
  rule(
    "HL753",
    "A volume that could not be deleted",
    "It was named, and something still uses it: a container that is not this homelab's. The containers and networks that are this homelab's are gone, and so are the other volumes that were named.",
    "see who uses it (`docker ps --all --filter volume=NAME`) and remove that, then `docker volume rm NAME`",
  ),
  rule(
    "HL754",
    "Something that only one may have, and somebody else has it",
    "A host port, an address, a subnet or data that is written to is held by a container, a network or a process that is not this homelab's. Nothing was changed.",
    "end what the problem names, or let the definition use another; then run it again",
  ),
  rule(
    "HL755",
    "A container with this homelab's name that is not in the definition",
    "It carries the homelab's name as a label, and its stack is neither in the definition nor was it brought up from this folder: a homelab of the same name in another folder may have made it. It is left alone.",
    "give one of the two homelabs another name; or remove it: `docker compose --project-name STACK down`, which keeps its volumes",
  ),
  rule(
    "HL761",
    "A name that the demo would need, and that is taken",
    "The demo touches nothing of yours, and something of that name is on the engine.",
    "run it on another Docker host (DOCKER_HOST), or remove that one first",
  ),
  rule(
    "HL762",
    "A volume that the demo could not leave as it was",
    "A folder of the host or a volume of somebody else's would keep what the demo wrote.",
    "bring this homelab up with `homelab up`; a demo needs volumes of its own",
  ),
  rule(
    "HL763",
    "A port of this host that is taken",
    "Another program listens on it, and the container could not start.",
    "stop that one, or give the service another `hostPort`",
  ),
  rule(
    "HL770",
    "A container that does not run",
    "It exits, is restarted over and over, is paused, was not started or is gone. `up` watches each container until it is healthy or, without a healthcheck, has run for some seconds; all that does not depend on it is done.",
    "see the end of its log, which the problem shows, and do what the problem says; then run it again",
  ),
  rule(
    "HL771",
    "A container that did not get healthy in time",
    "It runs, and its healthcheck did not succeed within the time that it gives itself. What waits for it was not started.",
    "see what its log and its healthcheck say; where it only takes longer, raise `startPeriod`",
  ),
  rule(
    "HL772",
    "A task that failed",
    "A service with `oneShot: true` ended with another code than 0. What waits for it was not started.",
    "see the end of its log; once fixed, the next `homelab up` runs it again",
  ),
  rule(
    "HL773",
    "A container that was removed and is not back",
    "It was removed to be recreated, and the run failed before that was done.",
    "fix the other failures, and run `homelab up` again: it creates it",
  ),
  rule(
    "HL774",
    "A passphrase that does not open Pulumi's state",
    "The state's secrets are encrypted. The passphrase is in the secrets store, unless PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE gives another.",
    "unset both variables, or set the one that the state was made with",
  ),
  rule(
    "HL775",
    "A state of Pulumi that cannot be read or written",
    "It is damaged, belongs to another user, or the disk is full. The containers run on as they are.",
    "do what the problem says; without a state `homelab up` takes over what runs",
  ),
] as const;
