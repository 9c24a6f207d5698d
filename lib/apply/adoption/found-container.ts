import { asked, type Docker, inspected } from "../../host/strays.ts";
import { fill, type SecretLookup } from "../../model/index.ts";
import { waitUntil } from "../../system/wait.ts";
import type { PlanValue, SecretText } from "../../targets/pulumi/resource.ts";
import type { Adopted } from "./adopt.ts";

/**
 * Waits for a container that has been started just now, as for those that Pulumi starts: what depends on it may come next.
 *
 * @param seconds how long at most
 * @returns whether it is not healthy then
 */
export async function failsToBeHealthy(id: string, seconds: number, docker: Docker): Promise<boolean> {
  const health = async () => {
    const container = await inspected<FoundContainer>("container", id, docker);
    return container === undefined ? undefined : healthOf(container);
  };
  await waitUntil(async () => (await health()) !== "starting", { timeout: seconds * 1000, every: 500 }).catch(() => {});
  return ["starting", "unhealthy"].includes((await health()) ?? "");
}

/** `healthy`, `starting`, `unhealthy`; nothing without a healthcheck. */
export function healthOf({ State }: FoundContainer): string | undefined {
  return State.Health?.Status;
}

/** A task's exit code; one that still runs has not succeeded. */
export function exitCode({ State }: FoundContainer): number {
  return State.Running ? 1 : State.ExitCode;
}

/** The part of `docker container inspect` that is looked at here. */
export interface FoundContainer {
  readonly State: {
    /** `created` before its first start: its files and networks may not be there yet. */
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Labels: Readonly<Record<string, string>> | null };
}

/** Compose's own two marks of what a container was made of: the definition's hash, and the image's id. */
export function sameLabels({ inputs }: Adopted, { Config, State }: FoundContainer): boolean {
  if (State.Status === "created") return false;
  const wanted = inputs["labels"] as readonly { readonly label: string; readonly value: unknown }[];
  return ["config-hash", "image"].every((name) => {
    const label = `com.docker.compose.${name}`;
    const value = wanted.find((one) => one.label === label)?.value;
    return value !== undefined && Config.Labels?.[label] === value;
  });
}

/** Whether the files with secrets are in it as they are to be: of what is in them, the hash knows nothing. */
export async function sameFiles({ id, planned }: Adopted, docker: Docker, secret: SecretLookup): Promise<boolean> {
  const files = (planned.args["uploads"] ?? []) as readonly { readonly file: string; readonly content: PlanValue }[];
  for (const { file, content } of files) {
    if (typeof content === "string") continue;
    const archive = await asked(docker, ["cp", "--follow-link", `${id}:${file}`, "-"]);
    if (archive === undefined || fileOf(archive) !== fill((content as SecretText).$text, secret)) return false;
  }
  return true;
}

/** The first file of a tar archive: a header of 512 bytes, with the size in octal from byte 124 on, and the file (POSIX ustar). */
function fileOf(tar: string): string {
  const bytes = Buffer.from(tar);
  const size = Number.parseInt(bytes.toString("latin1", 124, 136), 8);
  return bytes.toString("utf8", 512, 512 + size);
}
