import type { Construct } from "constructs";
import { foreignCopy } from "./copy.ts";
import { childOf, Element, foreignProblem } from "./element.ts";
import type { Baseline, Homelab } from "./homelab.ts";
import { Network } from "./network.ts";
import { ProblemError } from "./problem.ts";
import type { Storage } from "./volume.ts";

export interface StackProps {
  /** What holds for all that this stack's services do not say. Default: the homelab's. */
  readonly baseline?: Baseline;
  /** Where this stack's volumes lie. Default: as the homelab says. */
  readonly storage?: Storage;
}

/** What runs together: one Compose project, one `compose.yaml`, one private network. Its id is the project's name. */
export class Stack extends Element {
  readonly props: StackProps;
  #defaultNetwork: Network | undefined;

  constructor(homelab: Homelab, id: string, props: StackProps = {}) {
    super(homelab, id);
    this.props = props;
  }

  /** The private network that every service of the stack joins unless it names others; `new Network(stack, "default", …)` sets it up. */
  get defaultNetwork(): Network {
    const own = childOf(this, "default", Network.kind);
    if (own instanceof Network) return own;
    this.#defaultNetwork ??= new Network(this, "default");
    return this.#defaultNetwork;
  }

  /** The stack that a construct belongs to. */
  static of(construct: Construct): Stack {
    const stack = construct.node.scopes.find((scope) => scope instanceof Stack);
    if (stack instanceof Stack) return stack;
    const foreign = construct.node.scopes.find((scope) => foreignCopy(scope));
    if (foreign) throw foreignProblem(construct, foreign);
    throw new ProblemError({
      code: "HL003",
      level: "error",
      path: construct.node.path,
      message: `"${construct.node.path}" stands in no stack`,
      fix: 'create it below a stack: `new Stack(lab, "name")`',
    });
  }
}
