import { allInstances, type HomelabModel } from "../model/index.ts";
import { type Docker, isAbsent, unanswered } from "./docker.ts";
import { composeLabel, containerOf, nameOf } from "./labels.ts";
import { type Claims, isOwn, ownerOf } from "./owner.ts";
import type { HostContainer } from "./snapshot.ts";

/** A container of the homelab's that the definition does not have any more. */
export interface Orphan {
  readonly id: string;
  readonly name: string;
  /** The Compose project that it was made for. */
  readonly stack: string;
  readonly state: string;
  /** Seconds that it has to stop. */
  readonly grace: number;
  /** The engine's names of the volumes that it mounts; they stay. */
  readonly volumes: readonly string[];
  /** Whether it carries the homelab's label. Without it, it was added by hand to what was rendered, or an earlier version made it. */
  readonly isLabelled: boolean;
  /**
   * Whether `up` removes it: it carries the label, and its stack is in the definition or it was brought up from files in
   * the project's folder. Otherwise another folder's homelab of the same name may have made it.
   */
  readonly isRemovable: boolean;
}

/** What makes a container the homelab's, whatever Pulumi's state has. */
interface Origins extends Pick<Claims, "isOwnFolder" | "formerly"> {
  /** The project's folder. */
  readonly root: string;
}

/**
 * The containers that are of no service of the definition and carry the homelab's label, or were brought up from its rendered
 * files. What `docker compose run` started is none: somebody is at work with it. Pure.
 */
export function orphansOf(
  model: HomelabModel,
  containers: readonly HostContainer[],
  { root, ...origins }: Origins,
): Orphan[] {
  const claims = { known: new Set<string>(), adopted: [], ...origins };
  const wanted = new Set(
    model.stacks.flatMap((stack) => allInstances(stack).map((service) => containerOf(containers, service, stack)?.Id)),
  );
  const stacks = new Set(model.stacks.map(({ name }) => name));
  return containers
    .filter((one) => isOwn(one, model.name, claims) && !wanted.has(one.Id))
    .filter(({ Config }) => composeLabel(Config, "oneoff") !== "True")
    .map((one) => {
      const stack = composeLabel(one.Config, "project") ?? "";
      const isLabelled = ownerOf(one) !== undefined;
      const folder = composeLabel(one.Config, "project.working_dir") ?? "";
      return {
        id: one.Id,
        name: nameOf(one),
        stack,
        state: one.State.Status,
        grace: one.Config.StopTimeout ?? 10,
        volumes: one.Mounts.flatMap(({ Name }) => Name ?? []),
        isLabelled,
        isRemovable: isLabelled && (stacks.has(stack) || folder.startsWith(`${root}/`)),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Stops orphans, each with its own grace, and removes them; their volumes stay, the unnamed ones too.
 *
 * @throws ProblemError HL749 (exit code 1) where that fails
 */
export async function removeOrphans(orphans: readonly Orphan[], docker: Docker): Promise<void> {
  if (orphans.length === 0) return;
  for (const verb of ["stop", "rm"]) {
    const args = ["container", verb, ...orphans.map(({ id }) => id)];
    const result = await docker.run(args);
    if (result.code !== 0 && !isAbsent(result)) throw unanswered(args, result);
  }
}
