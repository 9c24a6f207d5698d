import { rule } from "./rule.ts";

/** What finding, installing and building the tools raises. */
export const toolRules = [
  rule(
    "HL900",
    "No Docker Engine",
    "There is no `docker` command, or nobody answers at the local socket.",
    "install or start it as the problem says; `homelab setup` does both where it may",
  ),
  rule(
    "HL901",
    "A Docker Engine that this user may not talk to",
    "The engine's socket is closed to others than root and the group `docker`.",
    "run it as root, or add the user to the group `docker` (which is as good as root) and log in again",
  ),
  rule(
    "HL902",
    "A Docker Engine that was named and does not answer",
    "DOCKER_HOST or the chosen context leads to an engine that is not reachable.",
    "start it, or choose another with DOCKER_HOST or `docker context use`",
  ),
  rule(
    "HL903",
    "An installation that failed",
    "apt could not do what it was asked to; what it said stands in the problem.",
    "fix what apt says, then run it again",
  ),
  rule(
    "HL904",
    "A Docker Engine that did not come up",
    "It was started, and did not answer in time.",
    "read its log, which the problem names, and try again",
  ),
  rule(
    "HL910",
    "No local registry",
    "Where no public registry can be reached, images are kept in Debian's docker-registry, which is not installed.",
    "on Debian or Ubuntu: `sudo apt-get install docker-registry`; elsewhere let the engine reach docker.io",
  ),
  rule(
    "HL911",
    "A local registry that did not come up",
    "It was started, and did not answer in time.",
    "fix what it says, then try again",
  ),
  rule(
    "HL920",
    "An image reference that is not full",
    "Stand-ins are made for a registry, a path and a tag; what stands behind a digest nobody can know beforehand.",
    "write it in full: `docker.io/library/postgres:17.11-trixie`",
  ),
  rule(
    "HL921",
    "An image without a stand-in",
    "Where no public registry can be reached, only some images can be stood in for.",
    "use one of those that the problem lists, or let the Docker host reach the image's own registry",
  ),
  rule(
    "HL922",
    "A variant of an image without a stand-in",
    "Stand-ins are of the default, Debian variants; the others differ in users and tools.",
    "use a tag with the version of the default variant",
  ),
  rule(
    "HL923",
    "A machine that cannot make stand-ins",
    "They are made from Debian packages, which takes root on a Debian or Ubuntu.",
    "let the Docker host reach the images' own registries, or run it as root on a Debian or Ubuntu",
  ),
  rule(
    "HL924",
    "A stand-in that needs Go",
    "It is a Go program, and there is no Go to build it with.",
    "install Go 1.23 or newer, and have `go` on PATH",
  ),
  rule(
    "HL930",
    "A tool that is missing, and no Go to build it with",
    "Tools are taken from PATH, else downloaded, else built from their published Go modules.",
    "install the tool, or Go, from the pages that the problem names",
  ),
  rule(
    "HL931",
    "A tool that could not be built",
    "Its Go modules could not be had or did not compile; what Go said stands in the problem.",
    "install the tool from the page that the problem names, or fix what Go says",
  ),
  {
    ...rule(
      "HL940",
      "A Docker Compose that is too old",
      "Releases before 5.0 mark containers in ways of their own. Over what `homelab up` made, their `docker compose up` recreates containers once; `homelab up` takes over what they made as it is.",
      "install Compose 5.0 or newer: https://docs.docker.com/compose/install/",
    ),
    level: "warning",
  },
] as const;
