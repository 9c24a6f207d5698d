import { type Auth, type RouteOptions, routeShape } from "./auth.ts";
import { checkProps, type Element } from "./element.ts";
import type { Shape } from "./shape.ts";
import * as shape from "./shape.ts";
import { WebEndpoint } from "./web.ts";

interface Given {
  readonly host: string;
  readonly web: WebEndpoint;
}

const endpoint = shape.instance("WebEndpoint", (value) => value instanceof WebEndpoint);

/** Code without types may give the app itself, or one of its other endpoints. */
const web: Shape = (value, path, faults) => {
  const before = faults.length;
  const usable = endpoint(value, path, faults);
  const [fault] = faults.slice(before);
  if (fault?.code !== "HL004") return usable;
  const isApp = typeof value === "object" && value !== null && "web" in value && value.web instanceof WebEndpoint;
  faults[before] = {
    ...fault,
    ...(isApp && { message: `${path.join(".")} is an app, and takes its pages`, exists: ["web"] }),
    fix: isApp
      ? 'give the app\'s `web`: `route("git", git.web)`'
      : "give a component's `web`, or what `service.web(port)` returns",
  };
  return usable;
};

const givenShape = shape.props<Given>({ host: shape.needed(shape.text), web: shape.needed(web) });

/**
 * What an ingress' `route` was given, with who may pass.
 *
 * @returns nothing where some of it cannot be used, with each mistake noted at the ingress
 */
export function routed(
  ingress: Element,
  given: Given,
  options: RouteOptions,
): (Given & { readonly auth?: Auth | undefined }) | undefined {
  const { host, web } = checkProps(ingress, given, givenShape, ["route"]);
  const { auth } = checkProps(ingress, options, routeShape, ["route"]);
  return host === undefined || web === undefined ? undefined : { host, web, auth };
}
