import {
  Cloudflared,
  Forgejo,
  Homepage,
  Nextcloud,
  Postgres,
  Redis,
  Secret,
  type Stack,
  Valkey,
} from "../lib/index.ts";

/** What the code of a component cannot tell about it. */
export interface ComponentFacts {
  readonly title: string;
  /** Defines it in a stack of its own, with the options that bring in all that it has, and what it needs in `beside`. */
  readonly define: (stack: Stack, beside: Stack) => unknown;
  /** Who its main process runs as, where the definition names no user. */
  readonly user: string;
  /** What each capability is for. */
  readonly why: Readonly<Record<string, string>>;
  /** What a changed secret does not reach by itself. */
  readonly rotation: string;
  readonly verified: string;
}

const stepDown = { SETGID: "the step down from root", SETUID: "the step down from root" } as const;
const takeOver = {
  CHOWN: "the entrypoint takes over a folder that is another's",
  DAC_OVERRIDE: "it works in folders that only their owner may enter",
} as const;
const readSecret = {
  DAC_OVERRIDE:
    "the health command, as root, reads a password that is the server's alone; the entrypoint works in closed folders",
} as const;
const setModes = { FOWNER: "it sets the mode of what is not root's" } as const;
const proved =
  "that it starts with these capabilities, and that each of them is needed to start or to start again, on a named volume or in a closed folder of root's: `test/engine/hardening.test.ts`";
const standIn = (wiring: string) =>
  `a stand-in that keeps the image's contract, not the software: ${wiring}. Its capabilities and user follow from the image's documentation and entrypoint, and are kept conservative`;
const keyValueRotation = "nothing: the server and whoever calls it read it at each start";

export const components: readonly ComponentFacts[] = [
  {
    title: "Postgres",
    define: (stack) => new Postgres(stack, "postgres").database("app"),
    user: "starts as root, runs as postgres (999)",
    why: { ...takeOver, ...setModes, ...stepDown },
    rotation:
      "the superuser's password, which is read on an empty data folder only: `ALTER ROLE postgres PASSWORD '…'`, before the start that brings the new value. Those of the databases are set again at each start",
    verified: `PostgreSQL 17 from Debian under our own entrypoint, which keeps the image's contract (for 18, its folders alone: the server is 17 there too; 15 and 16 are not run): ${proved}`,
  },
  {
    title: "Redis",
    define: (stack) => new Redis(stack, "redis"),
    user: "redis",
    why: {},
    rotation: keyValueRotation,
    verified: "Redis 8.0 from Debian under our own entrypoint: `test/engine/hardening.test.ts`",
  },
  {
    title: "Redis, persistent",
    define: (stack) => new Redis(stack, "redis", { persistent: true }),
    user: "starts as root, runs as redis (999)",
    why: {
      ...takeOver,
      ...readSecret,
      ...setModes,
      ...stepDown,
      SETPCAP: "the entrypoint empties the bounding set as it steps down",
    },
    rotation: keyValueRotation,
    verified: `Redis 8.0 from Debian under our own entrypoint, which steps down by the image's own flags: ${proved}`,
  },
  {
    title: "Valkey",
    define: (stack) => new Valkey(stack, "valkey"),
    user: "valkey",
    why: {},
    rotation: keyValueRotation,
    verified: "Valkey 8.1 from Debian under our own entrypoint: `test/engine/hardening.test.ts`",
  },
  {
    title: "Valkey, persistent",
    define: (stack) => new Valkey(stack, "valkey", { persistent: true }),
    user: "starts as root, runs as valkey (999)",
    why: { ...takeOver, ...readSecret, ...stepDown },
    rotation: keyValueRotation,
    verified: `Valkey 8.1 from Debian under our own entrypoint, which keeps the image's contract: ${proved}`,
  },
  {
    title: "Nextcloud",
    define: (stack, beside) => {
      const database = new Postgres(beside, "postgres").database("nextcloud");
      return new Nextcloud(stack, "nextcloud", { database, cache: new Redis(beside, "redis") });
    },
    user: "starts as root; Apache's workers, PHP and the jobs run as www-data (33)",
    why: {
      ...takeOver,
      ...setModes,
      ...stepDown,
      KILL: "Apache's root process stops its workers",
      NET_BIND_SERVICE: "Apache listens on port 80",
    },
    rotation:
      "the administrator's password, which is read at installation only: `occ user:resetpassword`. Those of the database and the cache are read at each start",
    verified: standIn(
      "`test/engine/images-nextcloud.test.ts`, `test/engine/apps-changes.test.ts`, `test/engine/homelab.test.ts`",
    ),
  },
  {
    title: "Forgejo",
    define: (stack, beside) => {
      const database = new Postgres(beside, "postgres").database("forgejo");
      return new Forgejo(stack, "forgejo", { database, ssh: { hostPort: 2222 } });
    },
    user: "starts as root; the server runs as git (1000)",
    why: {
      ...takeOver,
      ...setModes,
      ...stepDown,
      KILL: "root's supervisor stops the server",
      NET_BIND_SERVICE: "SSH listens on port 22",
      SYS_CHROOT: "sshd's privilege separation; only where `ssh` is given",
    },
    rotation:
      "all are read at each start, but what SECRET_KEY has encrypted (two-factor logins, stored credentials) is unreadable under another one: do not rotate it",
    verified: standIn(
      "`test/engine/images-forgejo.test.ts`, `test/engine/apps-changes.test.ts`, `test/engine/homelab.test.ts`",
    ),
  },
  {
    title: "Homepage",
    define: (stack) => new Homepage(stack, "homepage"),
    user: "node",
    why: {},
    rotation: "nothing: `secrets` are read at each start",
    verified: standIn("`test/engine/images-homepage.test.ts`, `test/engine/homelab.test.ts`"),
  },
  {
    title: "Cloudflared",
    define: (stack) =>
      new Cloudflared(stack, "cloudflared", {
        tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
        credentials: Secret.provided(stack, "credentials"),
      }),
    user: "the image's (65532)",
    why: {},
    rotation:
      "nothing here; the credentials or the token are made anew at Cloudflare, and set by `homelab secrets set`",
    verified: standIn("`test/engine/images-cloudflared.test.ts`, `test/engine/homelab.test.ts`"),
  },
];
