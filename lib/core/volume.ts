import type { Construct } from "constructs";
import { Element, type Kind } from "./element.ts";
import type { Value } from "./text.ts";

/**
 * What a volume holds, which decides how it is backed up and how loud its loss is: `data` (irreplaceable), `database`
 * (irreplaceable, and copied only while stopped or by a dump), `config`, `media` (large, often kept elsewhere too),
 * `cache` (may be lost).
 */
export type VolumeClass = "data" | "database" | "config" | "media" | "cache";

/** Where volumes lie on the host: in a folder, each as `<bind>/<stack>/<volume>`. */
export interface Storage {
  /** An absolute folder of the Docker host, `/srv/homelab`. */
  readonly bind: string;
  /** SELinux relabelling: `z` shared between containers, `Z` private to one. Default: none. */
  readonly selinux?: "z" | "Z";
}

export interface VolumeProps {
  readonly class: VolumeClass;
  /**
   * Where it lies: `named` (a volume of the engine), a folder below which it gets its place, or exactly one `path` of
   * the host. Default: as the stack says, else the homelab, else `named`.
   */
  readonly storage?: "named" | Storage | { readonly path: string; readonly selinux?: "z" | "Z" };
  /** The volume driver. Default: `local`. */
  readonly driver?: string;
  /** Options of the driver, such as an NFS mount's `type`, `o` and `device`. */
  readonly driverOpts?: Readonly<Record<string, Value>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** The volume's name on the engine. Default: `<stack>_<id>`. */
  readonly name?: string;
  /** The name of a volume that exists already and is somebody else's: it is mounted, never created nor removed. */
  readonly external?: string;
}

/** State that outlives its containers. */
export class Volume extends Element {
  static override readonly kind: Kind = "recorded";
  readonly props: VolumeProps;

  constructor(scope: Construct, id: string, props: VolumeProps) {
    super(scope, id);
    this.props = props;
  }
}

/** A volume at a place in a container. */
export interface VolumeMount {
  readonly volume: Volume;
  /** An absolute path in the container. */
  readonly target: string;
  /** Default: false. */
  readonly readOnly?: boolean;
  /** Whether an empty volume stays empty, where the image has files at that place. Default: false. */
  readonly noCopy?: boolean;
  /** A folder of the volume, which has to be there, in place of all of it; needs Docker 26. Default: all of it. */
  readonly subpath?: string;
  /** Whether the Compose file has it in the long syntax, without options: what Compose hashes is then another thing. Default: false. */
  readonly longSyntax?: boolean;
}

/** A folder in memory, as a mount: what {@link ServiceProps.tmpfs} says in options of the mount. It goes with the container's stop. */
export interface TmpfsMount {
  readonly tmpfs: {
    /** As Compose writes it, `64m`, or a number of bytes. Default: half of the host's memory. */
    readonly size?: string;
    /** Octal. Default: `1777`. */
    readonly mode?: string;
  };
  /** An absolute path in the container. */
  readonly target: string;
  /** Default: false. */
  readonly readOnly?: boolean;
}

/** How mounts below a folder of the host that are made or removed later reach the container, and its own the host (mount(8)). */
export type Propagation = "private" | "rprivate" | "shared" | "rshared" | "slave" | "rslave";

/** A file or folder of the Docker host at a place in a container. */
export interface BindMount {
  /** An absolute path of the Docker host. */
  readonly bind: string;
  /** An absolute path in the container. */
  readonly target: string;
  /** Default: false. */
  readonly readOnly?: boolean;
  /** SELinux relabelling: `z` shared, `Z` private. Default: none. */
  readonly selinux?: "z" | "Z";
  /**
   * How mounts below it that come and go reach the container. A missing path is then made by Compose alone: Pulumi's
   * provider refuses it. Default: `rprivate`, as Docker has it: not at all.
   */
  readonly propagation?: Propagation;
  /** Whether a missing path is made, as an empty folder of root's. Default: true, as in Compose's short form. */
  readonly createHostPath?: boolean;
  /** Whether the Compose file has it in the long syntax, without options: what Compose hashes is then another thing. Default: false. */
  readonly longSyntax?: boolean;
}
