import type { DockerRights } from "../../core/index.ts";
import { engineSocket } from "../engine-socket.ts";

// What each right lets through, by the paths of Docker's Engine API. A list of what is allowed, each path as a whole: below
// `/containers/<id>/` lie `archive` and `export` too, by which whoever may read a container reads every secret file in it.

/** A container's or another object's id or name; no slash, so that nothing below it is meant. */
const id = "[A-Za-z0-9][A-Za-z0-9_.-]*";

interface Allowed {
  readonly reads?: readonly string[];
  readonly posts?: readonly string[];
}

const readsOf = (kind: string, list: string, one: readonly string[]): Allowed => ({
  reads: [`/${kind}${list}`, ...one.map((rest) => `/${kind}/${rest}`)],
});

const containers = readsOf("containers", "/json", [`${id}/json`, `${id}/stats`]);

const allowed: { readonly [R in keyof DockerRights]-?: Record<NonNullable<DockerRights[R]>, Allowed> } = {
  containers: { read: containers, control: { ...containers, posts: [`/containers/${id}/(start|stop|restart)`] } },
  events: { read: { reads: ["/events"] } },
  // An image's name has slashes.
  images: { read: readsOf("images", "/json", [`[A-Za-z0-9][A-Za-z0-9_.:/@-]*/json`]) },
  info: { read: { reads: ["/info"] } },
  networks: { read: readsOf("networks", "", [id]) },
  volumes: { read: readsOf("volumes", "", [id]) },
};

/** Which engine it is, and that it answers: asked by every client before anything else. */
const always = ["/_ping", "/version"];

/** haproxy.cfg, for all that any of the consumers may. It logs what it refuses. */
export function configuration(granted: readonly DockerRights[]): string {
  const all = granted.flatMap((rights) =>
    Object.entries(rights).map(
      ([right, degree]) => (allowed as Record<string, Record<string, Allowed>>)[right]?.[degree],
    ),
  );
  const paths = (kind: keyof Allowed) => [...new Set(all.flatMap((one) => one?.[kind] ?? []))].sort();
  const posts = paths("posts");
  const acl = (name: string, list: readonly string[]) =>
    list.map((path) => `    acl ${name} path -m reg ^(/v[0-9.]+)?${path}$`);
  return `${[
    "global",
    "    log stdout format raw local0 info",
    "    maxconn 256",
    "",
    "defaults",
    "    mode http",
    "    log global",
    "    option httplog",
    "    option dontlognull",
    "    timeout connect 5s",
    "    timeout http-request 10s",
    "    # Events and figures are followed for as long as somebody looks.",
    "    timeout client 1h",
    "    timeout server 1h",
    "",
    "frontend docker",
    `    bind :${port}`,
    "    acl reads method GET HEAD",
    ...acl("readable", [...always, ...paths("reads")]),
    ...(posts.length > 0 ? ["    acl posts method POST", ...acl("controllable", posts)] : []),
    `    http-request deny deny_status 403 unless reads readable${posts.length > 0 ? " || posts controllable" : ""}`,
    "    http-request set-log-level silent",
    "    default_backend engine",
    "",
    "backend engine",
    `    server engine ${engineSocket}`,
  ].join("\n")}\n`;
}

/** Where it listens. */
export const port = 2375;
