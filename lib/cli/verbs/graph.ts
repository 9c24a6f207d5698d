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
      const [{ loadDefinition }, { analyseSound }, { graph }] = await Promise.all([
        import("../../project/load.ts"),
        import("../../project/analyse.ts"),
        import("../../targets/documents/graph.ts"),
      ]);
      const { homelab } = await loadDefinition(options.file);
      writeData(graph(analyseSound(homelab).model));
    });
  withExamples(command, [["homelab graph > homelab.mmd", "write it to a file"]]);
}
