import { type ConfigContent, ConfigFile, Homelab, Network, Service, Stack, Volume } from "../../lib/core/index.ts";
import { ProblemError } from "../../lib/core/problem.ts";
import { build, emptyLedger } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { graph } from "../../lib/targets/documents/graph.ts";

/** A definition with one stack, and one service in it that is made on first use. */
export interface Scene {
  readonly lab: Homelab;
  readonly stack: Stack;
  readonly app: (props: object) => Service;
}

/** What is read back from the parsed Compose file: the text itself, where it arrived. */
type Read = (file: unknown, text: string) => unknown;

export interface Place {
  /** Puts a text into the scene's definition, or makes one of its own. */
  readonly put: (text: string, scene: Scene) => Homelab | undefined;
  /**
   * Where it arrives: what is read there must be the text. `refused`: it never does, since no hostile text is a value of that
   * kind. `unwritten`: it is no part of the Compose file.
   */
  readonly arrives: Read | "refused" | "unwritten";
}
/** By `Interface.member` or `Class.method`, the public place; after a colon which part of it. */
export type Places = Readonly<Record<string, Place>>;

export const keyed = <T>(key: string, value: T): Record<string, T> => Object.fromEntries([[key, value]]);

/** What stands at a path of plain data, by own keys only. */
export const at = (data: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((one, key) => Object.entries(one ?? {}).find(([name]) => name === key)?.[1], data);

/** A variable of a service. */
export const environment =
  (service: string, name: string): Read =>
  (data) =>
    at(data, "services", service, "environment", name);

export const inApp =
  (...path: readonly string[]): Read =>
  (data) =>
    at(data, "services", "app", ...path);

/** The text, if what is read is what a function of it says. */
export const if_ =
  (read: Read, expected: (text: string) => unknown): Read =>
  (data, text) => {
    const found = read(data, text);
    return JSON.stringify(found) === JSON.stringify(expected(text)) ? text : found;
  };

/** The text, if it is a key there whose value is as given. */
export const asKey =
  (value: unknown, ...path: readonly string[]): Read =>
  (data, text) => {
    const found = at(data, ...path);
    return at(found, text) === value ? text : found;
  };

export const app = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (text, scene) => void scene.app(props(text)),
  arrives,
});
export const volume = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (text, { app, stack }) =>
    void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data", ...props(text) }), target: "/v" }] }),
  arrives,
});
export const network = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (text, { app, stack }) => void app({ networks: [new Network(stack, "n", props(text))] }),
  arrives,
});
export const file = (data: unknown, name: string) => String(at(data, "configs", name, "content"));
export const content = (
  make: (text: string) => ConfigContent,
  back: (written: string, text: string) => unknown,
): Place => ({
  put: (text, { app, stack }) =>
    void app({ configs: [new ConfigFile(stack, "c", { target: "/c", content: make(text) })] }),
  arrives: (data, text) => back(file(data, "c"), text),
});

export const image = "docker.io/library/nginx:1.30.4";

/** A definition with the text in that place, as far as it comes: what is said of it, and what is written of it. */
export function judge(text: string, put: Place["put"]) {
  let lab: Homelab | undefined;
  try {
    lab = new Homelab("kite", { domain: "example.com" });
    const stack = new Stack(lab, "one");
    let made: Service | undefined;
    const own = put(text, { lab, stack, app: (props) => (made ??= new Service(stack, "app", { image, ...props })) });
    if (own instanceof Homelab) lab = own;
  } catch (error) {
    if (error instanceof ProblemError) return { problems: error.problems, files: [], graph: "" };
    throw error;
  }
  return verdict(lab);
}

export function verdict(lab: Homelab) {
  const { model, problems: built, isWellFormed } = build(lab, { ledger: emptyLedger });
  const problems = [...built, ...(isWellFormed ? runChecks(model, () => undefined).problems : [])];
  if (problems.some(({ level }) => level === "error")) return { problems, files: [], graph: "" };
  const layouts = ["project", "single"] as const;
  return { problems, files: layouts.flatMap((layout) => renderCompose(model, { layout })), graph: graph(model) };
}
