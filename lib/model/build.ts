import {
  ConditionalService,
  collectProblems,
  type Homelab,
  locate,
  type Problem,
  Service,
  Stack,
  Volume,
  WebEndpoint,
} from "../core/index.ts";
import { type Draft, draft } from "./draft.ts";
import { edgesOf, topologicalOrder } from "./edges.ts";
import type { AppliedLedger } from "./ledger/apply.ts";
import type { IsThere, Ledger } from "./ledger/records.ts";
import { sortedBy } from "./names.ts";
import { refuseUnreachable, routesOf, sharedNetwork } from "./networks.ts";
import { placesOf, withoutUnused } from "./places.ts";
import { propsOf, readProps } from "./read.ts";
import { type HomelabModel, homelabSchema, type StackModel } from "./schema.ts";
import { buildStack, checkMounted, imagesOf, mountedBy } from "./stack.ts";
import { unwritable } from "./unwritable.ts";
import { runValidations } from "./validations.ts";

/** What a definition comes to. With an error among the problems, the model is neither to be written nor applied. */
export interface Build {
  /** Whether the model has the shape that the checks expect; without it, they cannot be asked. */
  readonly isWellFormed: boolean;
  /**
   * The paths of the constructs of which something could not be read and is left out of the model: what the checks find to
   * be lacking there may be just that.
   */
  readonly partly: ReadonlySet<string>;
  readonly model: HomelabModel;
  readonly problems: readonly Problem[];
  /** What the names ledger comes to, where one was given: {@link AppliedLedger.ledger} is to be written on success. */
  readonly ledger?: AppliedLedger;
}

export interface BuildOptions {
  /** A registry to take all images from, in place of the homelab's own {@link HomelabProps.mirror}. */
  readonly mirror?: string | undefined;
  /**
   * The names ledger, empty where there is none yet: volumes and secrets keep their places and names on record, and one
   * that vanished is an error. Default: names follow from the definition alone, and moves are not looked at.
   */
  readonly ledger?: Ledger | undefined;
  /** Whether it is to be on record that a volume's data is of this image. Default: of none. */
  readonly isRecorded?: ((image: string) => boolean) | undefined;
  /** Whether what is on record exists, for the messages about what vanished. Default: that is not known. */
  readonly isThere?: IsThere | undefined;
}

/** Builds the frozen, sorted, plain-data model from a construct tree. The same tree gives the same bytes. */
export function build(homelab: Homelab, options: BuildOptions = {}): Build {
  const { result, problems } = collectProblems(homelab, () => read(homelab, options));
  return {
    ...result,
    model: freeze(result.model),
    problems: unique([...homelab.problems, ...problems, ...result.problems]),
  };
}

/** What is wrong is noted in the tree, or among the problems where it is no construct's own. */
function read(homelab: Homelab, options: BuildOptions): Build {
  const { elements, partly, misplaced } = readProps(homelab);
  if (misplaced.length > 0) return { isWellFormed: false, partly, model: nothingOf(homelab), problems: misplaced };
  runValidations(elements);
  const declared = sortedBy(
    elements.filter((one) => one instanceof Service),
    (one) => one.path,
  );
  const webs = declared.flatMap((service) => service.endpoints.filter((one) => one instanceof WebEndpoint));
  const images = imagesOf(declared, options.isRecorded ?? (() => false));
  const places = placesOf(homelab, mountedBy(declared), { ...options, imageOf: (volume) => images.get(volume) });
  const { applied, problems: moved } = places;
  // What was there before is known from here on.
  const services = declared.filter((one) => !(one instanceof ConditionalService) || one.isNeeded());
  const mirror = options.mirror ?? propsOf(homelab).mirror;
  const drafts = services.map((service) => draft(service, { homelab, mirror, ...places }));
  const shared = sharedNetwork(
    homelab,
    drafts.map((one) => one.usage),
    webs,
  );
  const byStack = groupByStack(drafts);
  const stacks = sortedBy(
    elements.filter((one) => one instanceof Stack),
    (one) => one.path,
  );
  const model: HomelabModel = {
    ...nothingOf(homelab),
    stacks: stacks.map((stack) => buildStack(stack, byStack.get(stack) ?? [], shared, places)),
    routes: routesOf(webs),
    acknowledgements: homelab.acknowledgements.map(({ code, reason }) => ({ code, reason })),
  };
  checkReferences(drafts, model.stacks);
  // A volume whose mount could not be read is not to be called unused.
  if (!services.some((service) => partly.has(service.path))) {
    checkMounted(
      elements.filter((one) => one instanceof Volume),
      services,
    );
  }
  checkCycles(model, services);
  const misshapen = valueProblems(model, services);
  const unwritten = unwritable(model).map((path) =>
    valueProblem(
      model,
      services,
      path,
      "HL077",
      "it holds NUL or half of a surrogate pair, which no program can be given",
    ),
  );
  const used = new Set(model.stacks.flatMap((stack) => stack.secrets.map(({ path }) => path)));
  return {
    isWellFormed: misshapen.length === 0,
    partly,
    model,
    problems: [...moved, ...misshapen, ...unwritten],
    ...(applied && options.ledger && { ledger: withoutUnused(applied, options.ledger, used) }),
  };
}

/** The model of a homelab of which nothing can be read. */
function nothingOf(homelab: Homelab): HomelabModel {
  const { timezone } = propsOf(homelab);
  return {
    name: homelab.name,
    ...(timezone !== undefined && { timezone }),
    stacks: [],
    routes: [],
    acknowledgements: [],
  };
}

function groupByStack(drafts: readonly Draft[]): Map<Stack, Draft[]> {
  const groups = new Map<Stack, Draft[]>();
  for (const one of drafts) {
    const stack = Stack.of(one.service);
    const group = groups.get(stack);
    if (group) group.push(one);
    else groups.set(stack, [one]);
  }
  return groups;
}

function checkReferences(drafts: readonly Draft[], stacks: readonly StackModel[]): void {
  const byPath = new Map(
    stacks.flatMap((stack) => stack.services.map((service) => [service.path, { stack, service }] as const)),
  );
  const joins = new Map(
    drafts.map(({ service }) => {
      const found = byPath.get(service.path);
      const names = new Map(found?.stack.networks.map((network) => [network.key, network.name]));
      return [service, (found?.service.networks ?? []).map((join) => names.get(join.network) ?? join.network)] as const;
    }),
  );
  for (const one of drafts) refuseUnreachable(one.usage, joins);
}

function checkCycles(model: HomelabModel, services: readonly Service[]): void {
  for (const cycle of topologicalOrder(edgesOf(model)).cycles) {
    services
      .find((service) => service.path === cycle[0])
      ?.report({
        code: "HL010",
        message: `the start order is a circle: ${cycle.join(" -> ")}`,
        fix: "take one reference out of it; where a service need not wait for another, use the endpoint's `unorderedUrl`",
      });
  }
}

/** Values of the right kind that are none of those allowed. */
function valueProblems(model: HomelabModel, services: readonly Service[]): Problem[] {
  const checked = homelabSchema.safeParse(model);
  if (checked.success) return [];
  return checked.error.issues.map(({ path, message }) => valueProblem(model, services, path, "HL070", message));
}

function valueProblem(
  model: HomelabModel,
  services: readonly Service[],
  path: readonly PropertyKey[],
  code: "HL070" | "HL077",
  what: string,
): Problem {
  const [, stackIndex, list, index, ...field] = path;
  const service = list === "services" ? model.stacks[Number(stackIndex)]?.services[Number(index)] : undefined;
  const construct = services.find((one) => one.path === service?.path);
  const where = (service ? field : path).join(".");
  const problem: Problem = {
    code,
    level: "error",
    message: `${where} has a value that is not allowed: ${what}`,
    fix: "see the property's documentation for what it takes",
  };
  return construct ? locate(construct, problem) : problem;
}

/** A file that two services share is read twice, and its mistakes are one. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const item of Object.values(value)) freeze(item);
  return value;
}
