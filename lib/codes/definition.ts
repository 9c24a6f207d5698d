import { rule } from "./rule.ts";

/** What is found while a definition is written down and its model is built, before any check runs. */
export const definitionRules = [
  rule(
    "HL001",
    "A name that is taken",
    "Two things of one name, in one place of the tree, in one stack or at one path of a container, would be one in Docker.",
    "give one of the two another id or `target`",
  ),
  rule(
    "HL002",
    "A name that cannot be used, or a tree without a Homelab",
    "Ids become the names of services, networks and volumes, which Compose and Docker allow few characters in; and what stands in no homelab is rendered nowhere.",
    'use lowercase letters, digits, "-" and "_", starting with a letter or a digit, and create everything below `new Homelab(…)`',
  ),
  rule(
    "HL003",
    "A property that does not exist, or a construct in no stack",
    "A key that is not known would be dropped in silence, and one that only Compose or only Pulumi can express would give two different systems.",
    "use the way that the message names; create every construct below a stack",
  ),
  rule(
    "HL004",
    "A value of a kind that is not allowed",
    "Types refuse most of these; values from JavaScript, casts and computed ones come past them.",
    "see the property's documentation for what it takes",
  ),
  rule(
    "HL005",
    "An image reference that does not parse",
    "Docker would refuse it, in the middle of an `up`.",
    "write it as `docker pull` takes it, with a tag: `docker.io/library/nginx:1.30.4`",
  ),
  rule(
    "HL006",
    "A duration that does not parse",
    "Compose would refuse it; a stop grace counts in whole seconds.",
    "write a number with its unit: `500ms`, `30s`, `1m30s`",
  ),
  rule(
    "HL007",
    "A size that does not parse",
    "Compose would refuse it; sizes are whole MiB, the finest that both targets can say.",
    "write a number with its unit: `64m`, `512m`, `2g`",
  ),
  rule(
    "HL008",
    "A port or a host address that is none",
    "Ports are whole numbers from 1 to 65535, and a `hostIp` is an IP address.",
    "correct the number or the address",
  ),
  rule(
    "HL009",
    "A path that is not absolute",
    "A relative path would depend on the folder that a command runs in, and means nothing on a remote host.",
    "write the whole path from `/`, without `..`",
  ),
  rule(
    "HL010",
    "A circle in the start order",
    "Each service waits for the next, and none ever starts.",
    "take one reference out of it; where a service need not wait, use the endpoint's `unorderedUrl`",
  ),
  rule(
    "HL011",
    "A route that leads nowhere, or a public address that nothing gives",
    "A hostname must lie in one of the homelab's domains, and an app's public address follows from its route.",
    "route a name below one of the domains; ask `isRouted` before an address that may not be there",
  ),
  rule(
    "HL015",
    "A template and its values that do not match",
    "A placeholder without a value would stand in the file as it is; a value without a placeholder was meant for something.",
    "add what is missing, or remove what is left over",
  ),
  rule(
    "HL016",
    "A reference that was turned into a string",
    "A reference is resolved for its reader, by the model: as a string it would lose its network, its start order, or its secrecy.",
    "pass the object itself, or put it into a longer text with text`…${it}…`",
  ),
  rule(
    "HL017",
    "A secret where others could read it",
    "Arguments are shown by `docker inspect` and `ps`, and a value of unknown syntax can break a structured file.",
    "deliver it as a file: `secret.file()`",
  ),
  rule(
    "HL019",
    "A healthcheck without its kind",
    "Docker takes the first word for the kind of the test, and would run nothing.",
    'begin it with "CMD" (program and arguments) or "CMD-SHELL" (one line for the image\'s shell)',
  ),
  rule(
    "HL021",
    "A namespace of another stack's service",
    "Compose shares a network, process or memory namespace between services of one project only.",
    "put both services into one stack",
  ),
  rule(
    "HL022",
    "A reference that no network carries",
    "The name would not resolve in the container that is told it. Databases and caches never leave their stack's network.",
    "put both on one network; give each stack a database of its own",
  ),
  {
    ...rule(
      "HL023",
      "A volume that nothing mounts",
      "It stands in the definition and nowhere else: what it was to keep is kept elsewhere, or not at all.",
      "mount it in a service's `volumes`, or remove it",
    ),
    level: "warning",
  },
  {
    ...rule(
      "HL024",
      "An acknowledgement that accepts nothing",
      "It was of another code, has no reason, or what it accepted is fixed; left standing, it would accept the next finding unseen.",
      "correct the code, give a reason, or remove it",
    ),
    level: "warning",
  },
  rule(
    "HL051",
    "A volume that only other stacks mount",
    "A stack makes the volumes that its own services mount, and the others find them there: this one would be made by nobody.",
    "create it in the stack whose service mounts it",
  ),
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
