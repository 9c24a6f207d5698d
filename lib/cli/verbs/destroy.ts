import type { Command } from "commander";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { tell } from "../../terminal/streams.ts";
import { fileOption, withExamples } from "../options.ts";
import { agree } from "../terminal/agree.ts";
import { requireVolumes } from "../volume-names.ts";

interface DestroyOptions {
  readonly file?: string;
  readonly yes?: boolean;
  readonly volumes?: readonly string[];
}

/** `homelab destroy`: removes containers and networks. Volumes stay, but for those that are named. */
export function addDestroy(program: Command): void {
  const command = program
    .command("destroy")
    .description("remove the homelab's containers and networks from the Docker host; volumes stay")
    .addOption(fileOption())
    .option("--volumes <name...>", "delete these volumes too, with all that is in them")
    .option("-y, --yes", "do not ask")
    .action(destroy);
  withExamples(command, [
    ["homelab destroy", "ask, and remove all but the data"],
    ["homelab destroy --volumes nextcloud_cache", "delete one volume's data too"],
  ]);
}

async function destroy(options: DestroyOptions): Promise<void> {
  const [{ openSession }, { showing }] = await Promise.all([
    import("../../apply/session.ts"),
    import("../terminal/live.ts"),
  ]);
  const { model, engine, docker } = await openSession(options.file, { isDestroy: true });
  const doomed = options.volumes ?? [];
  requireVolumes(model, doomed);
  const unknown = (await engine.unknown()).filter(({ kind }) => kind !== "volume");
  if (unknown.length > 0) {
    const names = unknown.map(({ kind, name }) => `${kind} ${name}`).join(", ");
    tell(`on the host and this homelab's, though not in Pulumi's state: ${names}; to be removed with the rest`);
  }
  if (!options.yes) {
    const data = doomed.length === 0 ? "All volumes stay." : `The data of ${doomed.join(", ")} is deleted for good.`;
    if (!(await agree(`Remove all containers and networks of ${model.name}? ${data}`, doomed.length === 0))) return;
  }
  await showing({ model, docker }, (onChange) => engine.destroy(onChange));
  const kept: Problem[] = [];
  for (const volume of doomed) {
    const { code, stderr } = await docker.run(["volume", "rm", volume]);
    if (code === 0) tell(`deleted volume ${volume}`);
    else if (/no such volume/i.test(stderr)) tell(`there was no volume ${volume}`);
    else kept.push(undeleted(volume, stderr));
  }
  if (kept.length > 0) throw new ProblemError(kept, 1);
}

function undeleted(volume: string, reason: string): Problem {
  return {
    code: "HL753",
    level: "error",
    message: `the volume ${volume} was not deleted: ${reason.trim()}`,
    fix: `see who uses it (\`docker ps --all --filter volume=${volume}\`) and remove that, then \`docker volume rm ${volume}\``,
  };
}
