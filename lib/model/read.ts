import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  copyMessage,
  Element,
  foreignCopy,
  Homelab,
  locate,
  Network,
  type Problem,
  pathOf,
  Secret,
  Service,
  Stack,
  shape,
  Volume,
} from "../core/index.ts";
import { unsupported } from "./compose-keys.ts";
import {
  configFileShape,
  homelabShape,
  networkShape,
  serviceFields,
  stackShape,
  volumeShape,
} from "./element-shapes.ts";

/** A construct that has properties. */
type Holder = Homelab | Stack | Service | Volume | Network | ConfigFile;

/** The usable properties of each construct, as the last build read them. */
const usable = new WeakMap<Holder, object>();

/** What could be read of a definition. */
export interface Reading {
  /** The constructs that a build reads: those of this copy of the library. */
  readonly elements: readonly Construct[];
  /** The paths of the constructs of which something could not be read, and is left out. */
  readonly partly: ReadonlySet<string>;
  /** What stands where nothing can be made of it. With any of these, no model can be built. */
  readonly misplaced: readonly Problem[];
}

/** Reads the properties of all constructs of a tree; reports what is of the wrong kind, and every key that is not known. */
export function readProps(homelab: Homelab): Reading {
  const all = homelab.node.findAll();
  const foreign = all.filter((one) => foreignCopy(one));
  const elements =
    foreign.length === 0 ? all : all.filter((one) => !one.node.scopes.some((scope) => foreignCopy(scope)));
  const partly = new Set<string>();
  for (const one of elements) if (isHolder(one) && !read(one)) partly.add(pathOf(one));
  const misplaced = [
    ...foreign.filter((one) => !foreignCopy(one.node.scope)).map(foreignProblem),
    ...elements.flatMap((one) => (one instanceof Element ? stray(one) : [])),
  ];
  return { elements, partly, misplaced };
}

/** A construct's properties, overrides applied, without what could not be read. */
export function propsOf<T extends Holder>(holder: T): Readonly<Partial<T["props"]>> {
  return (usable.get(holder) ?? given(holder)) as Readonly<Partial<T["props"]>>;
}

/** Whether all of a construct could be read. */
function read(holder: Holder): boolean {
  const props = given(holder);
  const read = checkProps(holder, props, shapeOf(holder));
  usable.set(holder, read);
  return read === props;
}

function given(holder: Holder): object {
  return holder instanceof Service ? holder.effectiveProps : holder.props;
}

function isHolder(one: unknown): one is Holder {
  return [Homelab, Stack, Service, Volume, Network, ConfigFile].some((kind) => one instanceof kind);
}

function shapeOf(holder: Holder): shape.Shape {
  if (holder instanceof Service) return serviceShape;
  if (holder instanceof Volume) return volumeShape;
  if (holder instanceof Network) return networkShape;
  if (holder instanceof ConfigFile) return configFileShape;
  return holder instanceof Stack ? stackShape : homelabShape;
}

const anyService = shape.props(serviceFields);

/** A service's; a key of Compose's that cannot be said here is refused with what to do instead. */
function serviceShape(value: unknown, path: shape.Path, faults: shape.Fault[]): unknown {
  const own: shape.Fault[] = [];
  const read = anyService(value, path, own);
  for (const fault of own) faults.push(isUnknownKey(fault) ? inCompose(fault) : fault);
  return read;
}

function isUnknownKey({ code, path }: shape.Fault): boolean {
  return code === "HL003" && path.length === 1;
}

function inCompose(fault: shape.Fault): shape.Fault {
  const key = String(fault.path[0]);
  const reason = Object.hasOwn(unsupported, key) ? unsupported[key] : undefined;
  if (reason === undefined) return fault;
  return { code: "HL003", path: fault.path, message: `\`${key}\` cannot be carried to both targets`, fix: reason };
}

function foreignProblem(construct: Construct): Problem {
  return locate(construct, {
    code: "HL072",
    level: "error",
    ...copyMessage(construct, JSON.stringify(pathOf(construct))),
  });
}

/** What becomes a part of a Compose project has to stand below a stack. */
function stray(element: Element): Problem[] {
  if (element.node.scopes.some((scope) => scope instanceof Stack)) return [];
  if (![Service, Volume, Network, ConfigFile, Secret].some((kind) => element instanceof kind)) return [];
  const fix = 'create it below a stack: `new Stack(lab, "name")`';
  return [locate(element, { code: "HL003", level: "error", message: `"${element.path}" stands in no stack`, fix })];
}
