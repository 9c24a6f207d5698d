import { Construct } from "constructs";
import { type Copy, copyKey, foreignCopy, thisCopy } from "./copy.ts";
import { type Acknowledgement, checkAcknowledgement, foreignProblem } from "./element.ts";
import type { Problem } from "./problem.ts";
import { ProblemError } from "./problem.ts";
import { recordSource } from "./source.ts";
import type { Value } from "./text.ts";
import type { Storage } from "./volume.ts";

/** How a container's output is kept. */
export interface Logging {
  /** Docker's logging driver, `local`, `json-file`, `journald`, … */
  readonly driver: string;
  readonly options?: Readonly<Record<string, Value>>;
}

/**
 * What holds for all that a service does not say. `hardened`: no capabilities, no new privileges, ports on 127.0.0.1, rotated
 * logs, a restart unless stopped, the homelab's time zone. `docker`: Docker's own defaults, so that what is rendered is what
 * was written, for what was brought in or was never seen to run hardened.
 */
export type Baseline = "docker" | "hardened";

export interface HomelabProps {
  /** Default: `hardened`. */
  readonly baseline?: Baseline;
  /** The domain under which apps are published (`example.com`). Needed as soon as something is routed. */
  readonly domain?: string;
  /** Further domains that routes may name in full. Default: none. */
  readonly domains?: readonly string[];
  /** The containers' time zone, an IANA name, given to every service as `TZ`. Default: the images' own, mostly UTC. */
  readonly timezone?: string;
  /** Where volumes lie. Default: named volumes of the engine. */
  readonly storage?: Storage;
  /**
   * A registry that holds copies of all images under their full names (`127.0.0.1:5000` makes
   * `127.0.0.1:5000/ghcr.io/…`): a pull-through cache, or what an air-gapped host has. Default: none.
   */
  readonly mirror?: string;
  /**
   * How services keep their output unless they say otherwise. Default: Docker's `local` driver, rotated at 10 MB,
   * three files a container, so that logs never fill the disk. `daemon` leaves it to the engine's own setting.
   */
  readonly logging?: Logging | "daemon";
}

/** That a construct of one path in an earlier definition, with all below it, is the one of another path in this. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** The root of a definition: one homelab on one Docker host. */
export class Homelab extends Construct {
  readonly name: string;
  readonly props: HomelabProps;
  readonly acknowledgements: Acknowledgement[] = [];
  /** The mistakes found while the definition was written down; those of the checks come on top. */
  readonly problems: Problem[] = [];
  readonly moves: Move[] = [];

  constructor(name: string, props: HomelabProps = {}) {
    super(undefined as unknown as Construct, "");
    recordSource(this);
    this.name = name;
    this.props = props;
    if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
      this.problems.push({
        code: "HL002",
        level: "error",
        message: `${JSON.stringify(name)} is not a usable name for a homelab`,
        fix: "use lowercase letters, digits, '-' and '_', starting with a letter or a digit",
      });
    }
  }

  get [copyKey](): Copy {
    return thisCopy;
  }

  get path(): string {
    return this.name;
  }

  /** The time zone that services are given. */
  get timezone(): string | undefined {
    return this.props.timezone;
  }

  /** Accepts what the check `code` finds anywhere in the homelab, for a reason that is shown in reports. */
  acknowledge(code: string, reason: string): this {
    this.acknowledgements.push(...checkAcknowledgement(this, { code, reason }));
    return this;
  }

  /**
   * Says that a construct has another path than in an earlier definition, since it was renamed or moved to another
   * component or stack: `lab.moved("nextcloud/postgres", "files/db")`, or a whole stack, `lab.moved("nextcloud", "files")`.
   * All below it goes with it: each volume keeps the name on the engine, or the folder, that the names ledger recorded, and
   * so its data; each secret keeps its name in the store, and so its value. Of moves of several constructs above one thing,
   * the nearest counts. Moves form chains, and their order does not matter. One that has been carried out may stay or go.
   * Two constructs cannot change places in one step.
   */
  moved(from: string, to: string): this {
    const move = { from, to };
    recordSource(move);
    this.moves.push(move);
    return this;
  }

  /** The homelab that a construct belongs to. */
  static of(construct: Construct): Homelab {
    const root: unknown = construct.node.root;
    if (root instanceof Homelab) return root;
    if (foreignCopy(root)) throw foreignProblem(construct, root);
    throw new ProblemError({
      code: "HL002",
      level: "error",
      message: `the construct "${construct.node.path}" stands in a tree whose root is not a Homelab`,
      fix: "start the definition with `new Homelab(...)` and create everything below it",
    });
  }
}
