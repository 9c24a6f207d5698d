import { type Problem, ProblemError } from "../core/problem.ts";
import { nameOf } from "./change.ts";

/** What the failure of one that was not healthy in time says; its first group is the container. */
export const unhealthy = /^the container (\S+) did not get healthy/;

/** What Pulumi said of a resource, or of nothing in particular, as a problem; the causes that users meet in plain words. */
export function failure(message: string, urn?: string): Problem {
  const name = urn === undefined || urn.includes("pulumi:pulumi:Stack") ? undefined : nameOf(urn);
  const text = origins.reduce((left, origin) => left.replace(origin, ""), plain(message));
  const told = name === undefined ? undefined : inPlainWords(name, text);
  return {
    code: "HL742",
    level: "error",
    message: told?.message ?? `${name === undefined ? "" : `${name}: `}${text}`,
    fix: told?.fix ?? "fix the cause, and run it again: what is done stays done",
  };
}

/**
 * What the provider puts around an error: the line of its code, the count of its errors, its own name. It logs each error
 * besides answering it, each time in other clothes.
 */
const origins = [/^\S+\.go:\d+: (?:\S+: )?/, /^\d+ errors? occurred: \* /, /: provider=\S+$/];

/** A host port that could not be had, as engines of different versions say it (moby: bridge driver, port mapper, proxy). */
const taken = [
  /Bind for (\S+) failed: port is already allocated/,
  /listen (?:tcp|udp)\w* (\S+): bind: address already in use/,
  /failed to bind host port (?:for )?(\S+?)(?::[\d.]+:\d+)?\/(?:tcp|udp): address already in use/,
];

/** What the provider says of a network that it could not remove, after half a minute of trying. */
const stillUsed = /has active endpoints|waiting for state to become 'removed'/;

/** What the provider says of every resource where it does not reach its host. */
const unreachable = /Error pinging Docker server.*?Error: (.*)$/;

function inPlainWords(name: string, text: string): Pick<Problem, "message" | "fix"> | undefined {
  const [, reason] = unreachable.exec(text) ?? [];
  if (reason !== undefined) {
    return {
      message: `Pulumi does not reach the Docker Engine: ${reason}`,
      fix: "start it, or name another by DOCKER_HOST or `pulumi config set docker:host`; `homelab setup` tells what is missing",
    };
  }
  if (text.includes("healthy state")) {
    const message = `the container ${name} did not get healthy in time`;
    return { message, fix: `see what it said: docker logs ${name}` };
  }
  const port = taken.map((one) => one.exec(text)?.[1]).find((found) => found !== undefined);
  if (port !== undefined) {
    const message = `the container ${name} cannot have the host port ${port}: another process or container has it`;
    return {
      message,
      fix: "end that one (`ss -ltnp` and `docker ps` show whose it is), or publish another port; then run it again",
    };
  }
  if (stillUsed.test(text)) {
    const message = `the network ${name} cannot be removed: a container that is not this homelab's is on it`;
    const fix = `see which (\`docker network inspect ${name}\`), take it off (\`docker network disconnect ${name} CONTAINER\`), then run it again`;
    return { message, fix };
  }
  if (text.includes("unable to pull image")) {
    const reason = text.replace(/^.*Error response from daemon: /, "");
    const message = `the image ${name} cannot be pulled, and nothing was stopped: ${reason}`;
    return { message, fix: "see that its registry answers and has the image, then run it again" };
  }
  return undefined;
}

/** A message in one line, without Pulumi's colours. */
export function plain(message: string): string {
  return message
    .replace(/<\{%.*?%\}>|\u001b\[[0-9;]*m/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The last error in what Pulumi printed. */
export function lastError(output: string): string {
  const lines = output.split("\n").filter((line) => line.includes("error: "));
  return (lines.at(-1) ?? output).replace(/^.*error: /, "");
}

/** HL743: the state is another run's. */
export function locked(): Problem {
  return {
    code: "HL743",
    level: "error",
    message: "another run of Pulumi is changing this homelab, or was killed while it did",
    fix: "wait for it to end; if none runs any more, free the state with `pulumi cancel`",
  };
}

/** HL748: interrupted. */
export function stopped(): ProblemError {
  const message = "stopped before all was done; what had begun is done";
  return new ProblemError({ code: "HL748", level: "error", message, fix: "the next `homelab up` does the rest" }, 1);
}

/** HL740: no project to run Pulumi on. */
export function noProject(root: string): ProblemError {
  return new ProblemError({
    code: "HL740",
    level: "error",
    message: `there is no Pulumi.yaml in ${root}`,
    fix: "write one beside `stacks/`, with `main: main.js`: README tells what is in both",
  });
}
