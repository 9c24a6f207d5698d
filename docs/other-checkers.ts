/** A rule of another checker of Compose files, and why no check of ours covers it, where none does. */
export interface ForeignRule {
  readonly id: string;
  readonly title: string;
  readonly instead?: string;
}

const rendered = "the renderer writes it so";

/** compose-lint 0.36.2, `compose_lint/rules`. */
export const composeLint: readonly ForeignRule[] = [
  { id: "CL-0001", title: "control socket exposed" },
  { id: "CL-0002", title: "privileged mode" },
  { id: "CL-0003", title: "privilege escalation not blocked" },
  { id: "CL-0004", title: "image not pinned to a version" },
  { id: "CL-0005", title: "port on all interfaces" },
  { id: "CL-0006", title: "no capability restrictions" },
  { id: "CL-0007", title: "file system not read-only" },
  { id: "CL-0008", title: "host network" },
  { id: "CL-0009", title: "security profile disabled" },
  { id: "CL-0010", title: "host namespace shared", instead: "`uts` and `userns_mode` cannot be said (HL003)" },
  { id: "CL-0011", title: "strong host-adjacent capability" },
  { id: "CL-0013", title: "sensitive host path" },
  { id: "CL-0014", title: "logging disabled" },
  { id: "CL-0016", title: "dangerous host device" },
  { id: "CL-0017", title: "shared mount propagation", instead: "propagation cannot be said" },
  { id: "CL-0018", title: "explicit root user" },
  {
    id: "CL-0019",
    title: "tag without digest",
    instead: "none: components pin a version's tag; a digest that nobody renews is an old image",
  },
  { id: "CL-0020", title: "credential in an environment variable" },
  { id: "CL-0021", title: "credential in a connection string" },
  { id: "CL-0022", title: "tmpfs with exec or suid" },
  { id: "CL-0024", title: "capability that runs code on the host" },
  { id: "CL-0025", title: "root-equivalent host path writable" },
  { id: "CL-0026", title: "no resource limits" },
  { id: "CL-0027", title: "capability of a bounded grant" },
  { id: "CL-0028", title: "capability that reaches the host" },
  { id: "CL-0029", title: "capability over the host's availability" },
  { id: "CL-0030", title: "capability that discloses the host" },
];

/** dclint 3.1.0. */
export const dclint: readonly ForeignRule[] = [
  {
    id: "invalid-schema",
    title: "file against Compose's schema",
    instead: "the model's own schema (HL004), and Compose's in the tests",
  },
  { id: "invalid-yaml", title: "YAML that parses", instead: rendered },
  { id: "no-build-and-image", title: "build and image together", instead: "`build` cannot be said (HL003)" },
  { id: "no-duplicate-container-names", title: "container names" },
  { id: "no-duplicate-exported-ports", title: "host ports" },
  { id: "no-quotes-in-volumes", title: "quotes in volumes", instead: rendered },
  { id: "no-unbound-port-interfaces", title: "ports without an address" },
  { id: "no-version-field", title: "obsolete `version`", instead: rendered },
  { id: "require-project-name-field", title: "project name", instead: rendered },
  { id: "require-quotes-in-ports", title: "quotes in ports", instead: rendered },
  {
    id: "service-container-name-regex",
    title: "container name's characters",
    instead: "names follow from ids (HL002)",
  },
  { id: "service-dependencies-alphabetical-order", title: "order of dependencies", instead: rendered },
  { id: "service-image-require-explicit-tag", title: "image tag" },
  { id: "service-keys-order", title: "order of a service's keys", instead: rendered },
  { id: "service-ports-alphabetical-order", title: "order of ports", instead: rendered },
  { id: "services-alphabetical-order", title: "order of services", instead: rendered },
  { id: "top-level-properties-order", title: "order of top-level keys", instead: rendered },
];

/** Rules of benchmarks that are wrong, or impossible to say, for a homelab. */
export const leftOut: readonly ForeignRule[] = [
  {
    id: "CIS 5.15",
    title: "restart at most five times",
    instead: "a homelab's services come back by themselves: `unless-stopped`",
  },
  { id: "KICS bc2908f3, CIS 5.8", title: "no host port below 1024", instead: "a proxy listens on 80 and 443" },
  {
    id: "KICS 6b610c50, CIS 5.12",
    title: "limit of processor time",
    instead: "the kernel shares the processors fairly, and a limit leaves them idle; `cpus` and `cpuShares` set one",
  },
  {
    id: "KICS 221e0658, CIS 5.29",
    title: "limit of processes",
    instead: "Pulumi's provider cannot say `pids_limit`; `ulimits: { nproc: … }` can",
  },
  { id: "CIS 4.5", title: "content trust", instead: "most images of a homelab are not signed that way" },
];
