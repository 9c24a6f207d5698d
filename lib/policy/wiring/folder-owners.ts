import { posix } from "node:path";
import type { MountModel, ServiceModel, StackModel } from "../../model/index.ts";
import type { Check, Finding } from "../check.ts";
import { groupBy, servicesOf } from "../walk.ts";
import { isPreparation } from "../writers.ts";

/** Who a container's files belong to. */
interface Owner {
  readonly uid: string;
  readonly gid: string;
}

interface Writer {
  readonly path: string;
  readonly owner: Owner;
  /** A folder of the host, or a volume, by its path in the definition. */
  readonly place: string;
}

export const folderOwners: Check = {
  code: "HL052",
  level: "warning",
  title: "One folder, written to by two users without a common group",
  why: "What one of them writes, the other may not change or delete: downloads are not moved, libraries not renamed.",
  fix: "give both the same `PUID` or `user`, or at least the same group",
  reference: "LinuxServer.io: Understanding PUID and PGID",
  *find(model) {
    const writers = servicesOf(model).flatMap(({ stack, service }) =>
      isPreparation(service, stack.services) ? [] : [...writersIn(service, stack)],
    );
    const byPlace = groupBy(writers, ({ place }) => place);
    for (const writer of writers) yield* conflicts(writer, byPlace);
  },
};

/** The first that writes there, or above, as somebody else. Of two in the same place, the later one is told. */
function* conflicts(writer: Writer, byPlace: ReadonlyMap<string, readonly Writer[]>): Generator<Finding> {
  for (const place of withAncestors(writer.place)) {
    const all = byPlace.get(place) ?? [];
    const others = place === writer.place ? all.slice(0, all.indexOf(writer)) : all;
    const other = others.find(({ owner }) => owner.uid !== writer.owner.uid && owner.gid !== writer.owner.gid);
    if (other === undefined) continue;
    const { uid, gid } = writer.owner;
    const theirs = `${other.owner.uid}:${other.owner.gid}`;
    const message = `it writes to ${writer.place} as ${uid}:${gid}, and "${other.path}" writes to ${place} as ${theirs}`;
    yield { path: writer.path, message };
    return;
  }
}

function withAncestors(place: string): string[] {
  const all = [place];
  for (let at = place; posix.isAbsolute(at) && at !== "/"; ) {
    at = posix.dirname(at);
    all.push(at);
  }
  return all;
}

function* writersIn(service: ServiceModel, stack: StackModel): Generator<Writer> {
  const owner = ownerOf(service);
  if (owner === undefined) return;
  for (const mount of service.mounts) {
    if (!mount.readOnly && mount.type !== "tmpfs") yield { path: service.path, owner, place: placeOf(mount, stack) };
  }
}

function placeOf(mount: Exclude<MountModel, { readonly type: "tmpfs" }>, stack: StackModel): string {
  if (mount.type === "bind") return posix.normalize(mount.source);
  const volume = stack.volumes.find(({ key }) => key === mount.source);
  return `volume "${volume?.path ?? mount.source}"`;
}

/** As far as the definition says: by number, in `user` or in the variables that LinuxServer's images read. */
function ownerOf({ user, environment }: ServiceModel): Owner | undefined {
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? "") ?? [];
  if (uid !== undefined) return { uid, gid: gid ?? "0" };
  const { PUID, PGID } = environment;
  return typeof PUID === "string" && typeof PGID === "string" ? { uid: PUID, gid: PGID } : undefined;
}
