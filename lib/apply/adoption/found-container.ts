import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import type { Docker } from "../../host/docker.ts";
import { composeLabel } from "../../host/labels.ts";
import type { HostContainer } from "../../host/snapshot.ts";
import { fill, type SecretLookup } from "../../model/index.ts";
import type { PlanValue, SecretText } from "../../targets/pulumi/resource.ts";
import type { Adopted } from "./adopt.ts";

/** A task's exit code; the engine says 0 of one that still runs, which is left to end. */
export function exitCode({ State }: HostContainer): number {
  return State.ExitCode;
}

/**
 * Compose's own two marks of what a container was made of: the definition's hash, and the image's id.
 *
 * @param hashes those of the definition, by any release of Compose
 */
export function sameLabels({ inputs }: Adopted, hashes: readonly string[], { Config, State }: HostContainer): boolean {
  if (State.Status === "created") return false;
  const wanted = inputs["labels"] as readonly { readonly label: string; readonly value: unknown }[];
  const image = wanted.find(({ label }) => label === "com.docker.compose.image")?.value;
  return image === composeLabel(Config, "image") && hashes.includes(composeLabel(Config, "config-hash") ?? "");
}

/** Whether the files with secrets are in it as they are to be: of what is in them, the hash knows nothing. */
export async function sameFiles({ id, planned }: Adopted, docker: Docker, secret: SecretLookup): Promise<boolean> {
  const files = (planned.args["uploads"] ?? []) as readonly { readonly file: string; readonly content: PlanValue }[];
  for (const { file, content } of files) {
    if (typeof content === "string") continue;
    const archive = await docker.ask(["cp", "--follow-link", `${id}:${file}`, "-"], { encoding: "latin1" });
    if (archive === undefined || (await fileOf(archive)) !== fill((content as SecretText).$text, secret)) return false;
  }
  return true;
}

/** The text of the first file of a tar archive, whose bytes are given as they are. */
async function fileOf(archive: string): Promise<string | undefined> {
  const entries = extract();
  entries.end(Buffer.from(archive, "latin1"));
  for await (const entry of entries) return await text(entry);
  return undefined;
}
