import type { ServiceModel, StackModel } from "../model/index.ts";
import { flat } from "./literals.ts";
import { isWithin } from "./walk.ts";

/** A path of the host that a container is given, however it is given. */
export interface HostPath {
  readonly path: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** The key of the volume that lies there, where it is one. */
  readonly volume?: string;
}

/** Bind mounts, volumes laid into folders, and named volumes that the driver's options make binds of a folder. */
export function hostPathsOf(service: ServiceModel, stack: StackModel): HostPath[] {
  return service.mounts.flatMap((mount): HostPath[] => {
    const { target, readOnly } = mount;
    if (mount.type === "bind") {
      return [{ path: mount.source, target, readOnly, ...(mount.volume !== undefined && { volume: mount.volume }) }];
    }
    if (mount.type === "tmpfs") return [];
    const options = stack.volumes.find((volume) => volume.key === mount.source)?.driverOpts;
    const [device, mode] = ["device", "o"].map((name) => flat(options?.[name] ?? ""));
    const binds = mode?.split(",").some((option) => option === "bind" || option === "rbind");
    return device?.startsWith("/") && binds ? [{ path: device, target, readOnly, volume: mount.source }] : [];
  });
}

const sockets = /(^|\/)(docker|containerd|podman|crio|buildkitd)\.sock$/;
const socketFolders = ["/", "/var", "/run", "/var/run", "/run/containerd", "/run/podman", "/run/crio"];

/** Whether a path is a container engine's socket, or a folder that contains one. */
export function holdsSocket({ path }: HostPath): boolean {
  return (
    sockets.test(path) || socketFolders.includes(path) || socketFolders.includes(path.replace(/^\/var\/run\//, "/run/"))
  );
}

/** Paths by which whoever may write there is root on the host. */
const rootEquivalent = [
  ...["/etc", "/root", "/boot", "/proc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt/containerd"],
  ...["/var/lib/docker", "/var/lib/containerd", "/var/spool/cron", "/home"],
];
/** Paths that give away the host's keys, users and hardware, or weaken the wall between it and a container. */
const sensitive = [...rootEquivalent, "/sys", "/dev", "/var/lib", "/var/log"];

/** Files that say where the host is, and devices that hold nothing. */
const harmless = new Set([
  ...["/etc/localtime", "/etc/timezone", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"],
  ...["/dev/shm", "/etc/machine-id"],
]);

/** A home folder's own subfolders are where many keep their apps: only the folders of all homes, and of one, count. */
export function isRootEquivalent({ path }: HostPath): boolean {
  return matches(path, rootEquivalent);
}

export function isSensitive({ path }: HostPath): boolean {
  return matches(path, sensitive);
}

function matches(path: string, roots: readonly string[]): boolean {
  if (harmless.has(path)) return false;
  if (isWithin(path, "/home")) return roots.includes("/home") && path.split("/").length <= 3;
  if (isWithin(path, "/var/lib") && !isWithin(path, "/var/lib/docker") && !isWithin(path, "/var/lib/containerd")) {
    return path === "/var/lib" && roots.includes(path);
  }
  return roots.some((root) => isWithin(path, root));
}
