import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { type Project, project } from "../cli/project.ts";
import { imported, importIn } from "./importing.ts";

// What a folder may have that is no project, and what one may have that is nobody else's business.

const web = 'services: { web: { image: "docker.io/library/nginx:1.29" } }\n';
const bomb = [
  "a: &a [x, x]",
  ..."bcdefghijklmnopqrstuvw".split("").map((name, at) => {
    const before = String.fromCharCode("a".charCodeAt(0) + at);
    return `${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`;
  }),
].join("\n");
const place = (lab: Project) => join(lab.dir, "by-hand/app");
const file = (lab: Project, content: string | Buffer) => writeFileSync(join(place(lab), "compose.yaml"), content);

/** What stands there in place of a project, and the code that it is refused with. */
const hostile: Readonly<Record<string, readonly [code: string, make: (lab: Project) => unknown]>> = {
  "an alias bomb": ["HL727", (lab) => file(lab, `x-bomb:\n  ${bomb.replaceAll("\n", "\n  ")}\n${web}`)],
  "a pipe": ["HL727", (lab) => exec("/usr/bin/mkfifo", [join(place(lab), "compose.yaml")])],
  "a pipe beside the file": [
    "HL727",
    async (lab) => {
      file(lab, web);
      await exec("/usr/bin/mkfifo", [join(place(lab), "compose.override.yaml")]);
    },
  ],
  "a device": ["HL727", (lab) => symlinkSync("/dev/zero", join(place(lab), "compose.yaml"))],
  "a folder": ["HL727", (lab) => mkdirSync(join(place(lab), "compose.yaml"))],
  "a link to itself": ["HL721", (lab) => symlinkSync("compose.yaml", join(place(lab), "compose.yaml"))],
  "a huge file": ["HL727", (lab) => file(lab, `${web}${"# nothing\n".repeat(1_100_000)}`)],
  "a deep file": ["HL720", (lab) => file(lab, `${web}x-deep: ${"[".repeat(20_000)}`)],
  "a variable that is not closed": ["HL720", (lab) => file(lab, web.replace("nginx:1.29", "nginx:${OPEN"))],
  "bytes that are no text": ["HL720", (lab) => file(lab, Buffer.from([0x73, 0xff, 0xfe, 0x00, 0x3a]))],
  "an empty file": ["HL720", (lab) => file(lab, "")],
  "a list": ["HL720", (lab) => file(lab, "- a\n- b\n")],
  "extensions in a circle": [
    "HL720",
    (lab) => file(lab, "services: { a: { extends: b, image: x }, b: { extends: a, image: x } }\n"),
  ],
};

describe("is refused, and nothing is written", () => {
  it.each(Object.entries(hostile))("%s", async (_, [code, make]) => {
    const lab = await project();
    mkdirSync(place(lab), { recursive: true });
    await make(lab);
    const refused = await importIn(lab, "app");
    expect([refused.code, refused.report.problems.map((one) => one.code)]).toEqual([2, [code]]);
    expect(readdirSync(lab.dir).sort()).toEqual(["by-hand", "node_modules"]);
    expect(refused.stdout.length).toBeLessThan(10_000);
  });
});

it.each(["homelab", "pulumi"])(
  "a project %s has a file of its own, and the definition stays what it is",
  async (name) => {
    const { code, lab, stack, report } = await imported(name, new Map([["compose.yaml", web]]));
    expect([code, report.problems]).toEqual([0, []]);
    expect(stack(`${name}-stack.ts`)).toContain(`new Stack(lab, "${name}"`);
    expect(stack("homelab.ts")).toContain(`from "./${name}-stack.ts"`);
    expect(readdirSync(join(lab.dir, "stacks"))).not.toContain("pulumi.ts");
  },
);

it("a name that is a path is none", async () => {
  const { report, lab } = await imported("app", new Map([["compose.yaml", `name: ../../etc\n${web}`]]));
  expect(report.projects?.map(({ name }) => name)).toEqual(["etc"]);
  expect(readdirSync(join(lab.dir, "stacks")).sort()).toEqual(["etc.ts", "homelab.ts"]);
});

/** Each at another place where people write secrets. */
const canary = (number: number) => `canary-${number}-7f3a9c`;
const canaries = Array.from({ length: 20 }, (_, index) => canary(index + 1));
const places = new Map([
  [
    "compose.yaml",
    `
services:
  db:
    image: docker.io/library/postgres:17.11-trixie
    environment: { POSTGRES_PASSWORD: "\${PG_PASSWORD}", PGDATA: /data }
    secrets: [file, variable]
  maria:
    image: docker.io/library/mariadb:12.0
    env_file: maria.env
  web:
    image: docker.io/library/nginx:1.29
    environment:
      DB_URL: postgres://app:\${PG_PASSWORD}@db/app
      SMTP_PASSWORD: ${canary(4)}
      JWT_SECRET: ${canary(5)}
      OIDC_CLIENT_SECRET: ${canary(6)}
      API_TOKEN: ${canary(7)}
      ADMIN_PASS: ${canary(8)}
      S3_SECRET_ACCESS_KEY: ${canary(9)}
      REDIS_URL: redis://:${canary(10)}@cache:6379/0
      AMQP: amqp://user:${canary(11)}@mq/
      ENCRYPTION_KEY: ${canary(12)}
      PRIVATE_KEY: ${canary(13)}
      PAPERLESS_SECRET_KEY: ${canary(14)}
      DJANGO_SUPERUSER_PASSWORD: ${canary(15)}
      APIKEY: ${canary(16)}
      BASIC_AUTH_PASSWORD: ${canary(19)}
      COOKIE_SECRET: \${COOKIE}
      WITH_DEFAULT_PASSWORD: \${UNSET_PASSWORD:-${canary(18)}}
    labels: { again: "${canary(4)} again" }
secrets:
  file: { file: ./secret.txt }
  variable: { environment: OF_SHELL }
`,
  ],
  [".env", `PG_PASSWORD=${canary(1)}\nCOOKIE=${canary(17)}\nOF_SHELL=${canary(20)}\n`],
  ["maria.env", `MARIADB_ROOT_PASSWORD=${canary(2)}\n`],
  ["secret.txt", canary(3)],
]);

it("secrets of twenty places are in the store, and nowhere else", async () => {
  const { lab, everything, report, code } = await imported("app", places);
  expect(code).not.toBe(2);
  const clear = everything();
  expect(canaries.filter((value) => clear.includes(value))).toEqual([]);
  const stored: string[] = [];
  for (const name of report.secrets ?? []) stored.push((await lab.run(["secrets", "show", name])).stdout.trim());
  expect(canaries.filter((value) => !stored.includes(value))).toEqual([]);
  const { stdout } = await lab.run(["render"]);
  expect(stdout).not.toMatch(/canary-/);
});
