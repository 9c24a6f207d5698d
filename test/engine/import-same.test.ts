import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { variants } from "../../docs/catalogue.ts";
import { imported } from "./importing.ts";

// However a project is written, it comes to the same code; and what was rendered comes to what it was rendered of.

const plain = `
services:
  db:
    image: docker.io/library/postgres:17.11-trixie
    environment: { POSTGRES_PASSWORD: "\${PASSWORD}", POSTGRES_USER: app }
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: { test: [CMD, pg_isready], interval: 60s }
    restart: always
  web:
    image: docker.io/library/nginx:1.29
    command: ["run", "--now"]
    environment: { MODE: "fast", URL: "postgres://app:\${PASSWORD}@db/app" }
    ports: ["127.0.0.1:8080:80"]
    volumes: ["/srv/www:/www:ro"]
    depends_on: { db: { condition: service_healthy } }
    labels: { a: "1" }
    restart: always
volumes: { rows: }
`;
const variables: [string, string] = [".env", "PASSWORD=canary-of-the-database\n"];

/** The same project, written otherwise. */
const others: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "in another order": {
    "compose.yaml": `
volumes: { rows: }
services:
  web:
    restart: always
    labels: { a: "1" }
    depends_on: { db: { condition: service_healthy } }
    volumes: ["/srv/www:/www:ro"]
    ports: ["127.0.0.1:8080:80"]
    environment: { URL: "postgres://app:\${PASSWORD}@db/app", MODE: "fast" }
    command: ["run", "--now"]
    image: docker.io/library/nginx:1.29
  db:
    restart: always
    healthcheck: { interval: 60s, test: [CMD, pg_isready] }
    volumes: ["rows:/var/lib/postgresql/data"]
    environment: { POSTGRES_USER: app, POSTGRES_PASSWORD: "\${PASSWORD}" }
    image: docker.io/library/postgres:17.11-trixie
`,
  },
  "in long forms": {
    "compose.yaml": plain
      .replace(
        '["rows:/var/lib/postgresql/data"]',
        "[{ type: volume, source: rows, target: /var/lib/postgresql/data, volume: {} }]",
      )
      .replace('["127.0.0.1:8080:80"]', '[{ target: 80, published: "8080", host_ip: 127.0.0.1 }]')
      .replace("interval: 60s", "interval: 1m0s"),
  },
  "in lists and texts": {
    "compose.yaml": plain
      .replace(
        '{ MODE: "fast", URL: "postgres://app:${PASSWORD}@db/app" }',
        "[MODE=fast, 'URL=postgres://app:${PASSWORD}@db/app']",
      )
      .replace('["run", "--now"]', "run --now")
      .replace('labels: { a: "1" }', "labels: [a=1]"),
  },
  "in several files": {
    "compose.yaml": plain.replace("    restart: always\n  web", "  web").replace('    labels: { a: "1" }\n', ""),
    "compose.override.yaml": 'services: { db: { restart: always }, web: { labels: { a: "1" } } }\n',
  },
  "with anchors": {
    "compose.yaml": plain
      .replace("services:", "x-common: &common { restart: always }\nservices:")
      .replaceAll("    restart: always", "    <<: *common"),
  },
  "by extension of another file": {
    "compose.yaml": plain.replace('    labels: { a: "1" }\n', "    extends: { file: base.yaml, service: base }\n"),
    "base.yaml": 'services: { base: { image: "docker.io/library/redis:8.2", labels: { a: "1" } } }\n',
  },
  "by inclusion of another file": {
    "compose.yaml": `include: [all.yaml]\n`,
    "all.yaml": plain,
  },
  "with line ends of Windows": { "compose.yaml": plain.replaceAll("\n", "\r\n") },
};

/** Without comments, and without the lines that they begin. */
const bare = (text: string) => text.replace(/ *\/\/ .*\n/g, "").replace(/,?\s+/g, " ");

describe("comes to the same code", () => {
  let expected: string;

  it("as it is", async () => {
    const { code, stack } = await imported("app", new Map([["compose.yaml", plain], variables]));
    expect(code).toBe(0);
    expected = stack("app.ts");
  });

  it("with comments, but for these", async () => {
    const commented = `# all of it\n${plain.replaceAll("    image:", "    # the image\n    image:").replaceAll("always", "always # and ever")}`;
    const { stack } = await imported("app", new Map([["compose.yaml", commented], variables]));
    const text = stack("app.ts");
    expect(text.match(/\/\/ .*/g)).toHaveLength(5);
    expect(bare(text)).toBe(bare(expected));
  });

  // To Compose, which hashes it, this is another container.
  it("in the long form of a mount, which says so", async () => {
    const long = "[{ type: volume, source: rows, target: /var/lib/postgresql/data }]";
    const compose = plain.replace('["rows:/var/lib/postgresql/data"]', long);
    const { code, stack } = await imported("app", new Map([["compose.yaml", compose], variables]));
    expect(code).toBe(0);
    const text = stack("app.ts");
    expect(text).toContain("longSyntax: true");
    const tight = (code: string) => code.replace(/\s+/g, "").replace(/,(?=[\]}])/g, "");
    expect(tight(text).replace(",longSyntax:true", "")).toBe(tight(expected));
  });

  it.each(Object.entries(others))("%s", async (_, files) => {
    const { stack } = await imported("app", new Map([...Object.entries(files), variables]));
    expect(stack("app.ts")).toBe(expected);
  });
});

describe("what was rendered comes in as what it was rendered of", () => {
  const golden = fileURLToPath(new URL("../golden", import.meta.url));
  const rendered = variants
    .map(({ name }) => join(golden, name))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file === "compose.yaml")
        .map((file) => join(folder, file)),
    );

  it.each(variants.map(({ name }) => name))("%s", async (name) => {
    const yaml = readFileSync(rendered.find((path) => path === join(golden, name, "compose.yaml")) ?? "", "utf8");
    const names = [...yaml.matchAll(/environment: ([A-Z][A-Z0-9_]*)$|\$\{([A-Z][A-Z0-9_]*)/gm)].map(
      ([, one, other]) => one ?? other,
    );
    const env = [...new Set(names)].map((one, index) => `${one}=canary-${index}-of-${one?.toLowerCase()}\n`);
    const files = new Map([
      ["compose.yaml", yaml],
      [".env", env.join("")],
    ]);
    const { code, report, everything } = await imported(name, files);
    expect(report.projects?.map((one) => [one.restarted, one.differences])).toEqual([[[], []]]);
    expect(code).toBe(0);
    expect(everything()).not.toMatch(/canary/);
  });
});
