import { ProblemError } from "../core/problem.ts";
import type { Docker } from "../host/docker.ts";
import {
  allInstances,
  fill,
  type HomelabModel,
  type ModelText,
  type SecretLookup,
  type ServiceModel,
} from "../model/index.ts";
import type { Change } from "./change.ts";
import { type FieldChange, masked } from "./field-values.ts";

/** By their names. */
type Variables = Readonly<Record<string, string>>;

/**
 * The changes, with each variable that differs in place of a whole environment that Pulumi hides: its provider takes all
 * variables of a container for secret where one is. The old values stay hidden: nobody can say any more which were secrets.
 * Where `docker` does not answer, the changes are as they were.
 */
export async function withVariables(
  changes: readonly Change[],
  { stacks }: HomelabModel,
  secret: SecretLookup,
  docker: Docker,
): Promise<Change[]> {
  const isHidden = ({ field, part }: FieldChange) => field === "envs" && part === undefined;
  return await Promise.all(
    changes.map(async (change) => {
      const service = stacks.flatMap(allInstances).find((one) => one.containerName === change.name);
      if (service === undefined || !change.values.some(isHidden)) return change;
      const [was, image] = await variablesOf(change.name, docker);
      if (was === undefined) return change;
      const others = change.values.filter((one) => !isHidden(one));
      return { ...change, values: [...variableChanges(service, was, image, secret), ...others] };
    }),
  );
}

/**
 * Each variable that differs. Pure.
 *
 * @param was the container's own, the image's among them
 * @param image those that the image sets: the definition does not remove them
 */
export function variableChanges(
  { environment }: Pick<ServiceModel, "environment">,
  was: Variables,
  image: Variables,
  secret: SecretLookup,
): FieldChange[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(environment)])].sort();
  return names.flatMap((name): FieldChange[] => {
    const wanted = environment[name];
    const [old, next] = [was[name], wanted === undefined ? image[name] : filled(wanted, secret)];
    if (next !== undefined && old === next) return [];
    return [
      {
        ...{ field: "envs", part: name },
        ...(old !== undefined && { old: masked }),
        ...(wanted !== undefined && { new: typeof wanted === "string" ? JSON.stringify(wanted) : masked }),
      },
    ];
  });
}

/** Nothing for a secret that the store does not have yet. */
function filled(text: ModelText, secret: SecretLookup): string | undefined {
  try {
    return fill(text, secret);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** The variables of a container, and those of its image. */
async function variablesOf(name: string, docker: Docker): Promise<[own: Variables | undefined, image: Variables]> {
  const format = ["--format", "{{json .}}"];
  const container = await docker.run(["container", "inspect", ...format, name]);
  if (container.code !== 0) return [undefined, {}];
  const { Image, Config } = JSON.parse(container.stdout) as { Image: string; Config: Configured };
  const image = await docker.run(["image", "inspect", ...format, Image]);
  const ofImage = image.code === 0 ? (JSON.parse(image.stdout) as { Config: Configured | null }).Config : null;
  return [variables(Config), variables(ofImage)];
}

interface Configured {
  readonly Env?: readonly string[] | null;
}

function variables(config: Configured | null): Variables {
  return Object.fromEntries(
    (config?.Env ?? []).map((line) => {
      const end = line.indexOf("=");
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
}
