import type { Construct } from "constructs";
import { Element, type Kind } from "./element.ts";
import type { Value } from "./text.ts";

export interface NetworkProps {
  /** Docker's network driver. Default: `bridge`. */
  readonly driver?: string;
  readonly driverOpts?: Readonly<Record<string, Value>>;
  /** Whether the network has no way out to the internet. Default: false. */
  readonly internal?: boolean;
  /** Whether containers started by hand may join. Default: false. */
  readonly attachable?: boolean;
  /** Whether addresses of IPv6 are given too. Default: false. */
  readonly enableIpv6?: boolean;
  /** Address ranges. Default: Docker chooses. */
  readonly ipam?: readonly IpamPool[];
  /** What gives the addresses. Default: Docker's own, `default`. */
  readonly ipamDriver?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The network's name on the engine. Default: `<stack>_<id>`. */
  readonly name?: string;
  /**
   * The name of a network that exists already and is somebody else's: it is joined, never created nor removed.
   * Default: the network is the stack's own.
   */
  readonly external?: string;
}

export interface IpamPool {
  /** A subnet in CIDR form without host bits, `172.30.0.0/24`. */
  readonly subnet: string;
  /** The gateway's address within it, `172.30.0.1`. Default: the first that Docker gives out. */
  readonly gateway?: string;
  /** The part of the subnet from which containers get addresses, in CIDR form. Default: all of it. */
  readonly ipRange?: string;
  /** Addresses of the subnet that no container is given, since something beside Docker has them: each by a name of its own. Default: none. */
  readonly auxAddresses?: Readonly<Record<string, string>>;
}

/** A network of a stack, besides the private `default` one that each stack has. */
export class Network extends Element {
  static override readonly kind: Kind = "network";
  readonly props: NetworkProps;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    this.props = props;
  }
}

/** A service's place on a network. */
export interface NetworkJoin {
  readonly network: Network;
  /** Further DNS names of the service there. The service's own name is always one. */
  readonly aliases?: readonly string[];
  /** A fixed address; the network needs `ipam` that contains it. */
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  /** Options of the network's driver for this container alone. */
  readonly driverOpts?: Readonly<Record<string, string>>;
  /** Of several networks that one is the way out whose number is highest; needs Docker 28. Default: 0. */
  readonly gwPriority?: number;
  /** Whether Compose's file has a map for it, were there nothing in it: what Compose hashes is then another thing. Default: false. */
  readonly longSyntax?: boolean;
}
