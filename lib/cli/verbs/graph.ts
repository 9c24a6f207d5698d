import type { Command } from "commander";
import { writeData } from "../../terminal/streams.ts";
import { fileOption, withExamples } from "../options.ts";

/** `homelab graph`: the homelab as a Mermaid flowchart, to be put into a README or looked at. */
export function addGraph(program: Command): void {
  const command = program
    .command("graph")
    .description("draw the homelab as a Mermaid flowchart, on standard output")
    .addOption(fileOption())
    .action(async (options: { readonly file?: string }) => {
      const [{ loadDefinition }, { sound }, { analyseAsking }, { graph }] = await Promise.all([
        import("../../project/load.ts"),
        import("../../project/analyse.ts"),
        import("../../apply/what-is-there.ts"),
        import("../../targets/documents/graph.ts"),
      ]);
      const definition = await loadDefinition(options.file);
      writeData(graph(sound(await analyseAsking(definition)).model));
    });
  withExamples(command, [["homelab graph > homelab.mmd", "write it to a file"]]);
}
