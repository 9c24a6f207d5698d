import type { HomelabModel, StackModel } from "../../model/index.ts";
import { acknowledged } from "./acknowledged.ts";
import { projectDocument, singleDocument } from "./document.ts";
import { envExample } from "./env.ts";
import { toYaml } from "./yaml.ts";

export { type EnvVariable, envVariables } from "./env.ts";

/** `project`: a Compose project a stack, each in its folder. `single`: one project, in one file, for all. */
export type Layout = "project" | "single";

/** A file to be written, relative to the output folder. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** The stack it belongs to; in the layout `single`, none. */
  readonly stack?: string;
}

export interface RenderOptions {
  readonly layout: Layout;
  /** The definition's file as a word of a shell's line, on one line. Default: the one that every command finds by itself. */
  readonly definition?: string;
}

/** Renders a homelab to Compose files that run without this project. The same model gives the same bytes. */
export function renderCompose(model: HomelabModel, { layout, definition }: RenderOptions): RenderedFile[] {
  const again = `npx homelab render${definition === undefined ? "" : ` --file ${definition}`}`;
  const header = (stacks: readonly StackModel[]) =>
    [
      ` Rendered by homelab-stacks from ${definition ?? "stacks/homelab.ts"}; a change made here is lost at the next rendering.`,
      ` Change the definition instead, then run: ${again}`,
      ...acknowledged(model.acknowledgements),
      ...stacks.flatMap((one) => acknowledged(one.acknowledgements)),
    ].join("\n");
  if (layout === "single") return folder("", toYaml(singleDocument(model), header(model.stacks)), model.stacks, again);
  return model.stacks.flatMap((stack) =>
    folder(`${stack.name}/`, toYaml(projectDocument(stack), header([stack])), [stack], again).map((file) => ({
      ...file,
      stack: stack.name,
    })),
  );
}

/** Whether rendering makes a file of that path: nothing else is ever replaced or removed. */
export function isRenderedPath(path: string): boolean {
  return /^(?:[a-z0-9][a-z0-9_-]*\/)?(?:compose\.yaml|\.env\.example|\.gitignore)$/.test(path);
}

/** Whether a content is one that rendering writes: whatever a list says, a file that looks otherwise is somebody's own. */
export function isRendered(path: string, content: string): boolean {
  if (path.endsWith("compose.yaml")) return content.startsWith("# Rendered by homelab-stacks ");
  if (path.endsWith(".gitignore")) return content === ignored;
  // Comments, and names without a value.
  return content.split("\n").every((line) => line === "" || /^#|^[A-Z][A-Z0-9_]*=$/.test(line));
}

/** Whether a `.gitignore` keeps the `.env` beside it out of git, whatever else it says. */
export function ignoresEnv(content: string): boolean {
  return content.split(/\r?\n/).includes(".env");
}

const ignored = ".env\n";

function folder(prefix: string, yaml: string, stacks: readonly StackModel[], again: string): RenderedFile[] {
  return [
    { path: `${prefix}.env.example`, content: envExample(stacks, again), mode: 0o644 },
    { path: `${prefix}.gitignore`, content: ignored, mode: 0o644 },
    { path: `${prefix}compose.yaml`, content: yaml, mode: 0o644 },
  ];
}
