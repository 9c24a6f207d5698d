import type { Creation, Expr } from "./expression.ts";

/** Where a service's conversion finds what it refers to, and what its texts become. */
export interface Surroundings {
  readonly service: string;
  readonly text: (place: string, text: string) => Expr;
  readonly services: ReadonlyMap<string, Creation>;
  readonly networks: ReadonlyMap<string, Creation>;
  readonly volumes: ReadonlyMap<string, Creation>;
  readonly secrets: ReadonlyMap<string, Creation>;
  readonly configs: ReadonlyMap<string, Creation>;
}
