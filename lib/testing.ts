// What the author of a component tests with, as "homelab-stacks/testing": no engine, no store, no file is touched.
import { type Homelab, type Problem, ProblemError } from "./core/index.ts";
import type { HomelabModel, ServiceModel } from "./model/index.ts";
import { analyse } from "./project/analyse.ts";
import { renderCompose } from "./targets/compose/index.ts";

export type { HomelabModel, ServiceModel } from "./model/index.ts";

/** What a definition comes to. */
export interface BuiltHomelab {
  /** The definition as plain data, as its targets see it. */
  readonly model: HomelabModel;
  /** All that `homelab check` reports of it, but what a reason accepts. */
  readonly problems: readonly Problem[];
  /** The service of a construct's path: `files/miniflux`. @throws where there is none */
  service(path: string): ServiceModel;
  /** A file that `homelab render` writes: `files/compose.yaml`. @throws ProblemError where the definition has an error */
  file(path: string): string;
}

/** Builds a definition and checks it. */
export function buildHomelab(homelab: Homelab): BuiltHomelab {
  const { model, built, found } = analyse(homelab);
  const problems = [...built, ...found];
  return {
    model,
    problems,
    service: (path) => {
      const services = model.stacks.flatMap((stack) => stack.services);
      return named("service", path, services, (service) => service.path);
    },
    file: (path) => {
      const errors = problems.filter(({ level }) => level === "error");
      if (errors.length > 0) throw new ProblemError(errors);
      return named("file", path, renderCompose(model, { layout: "project" }), (file) => file.path).content;
    },
  };
}

function named<T>(kind: string, wanted: string, all: readonly T[], nameOf: (one: T) => string): T {
  const found = all.find((one) => nameOf(one) === wanted);
  if (found !== undefined) return found;
  throw new Error(`there is no ${kind} ${JSON.stringify(wanted)}; exists: ${all.map(nameOf).sort().join(", ")}`);
}
