import { expect, it } from "vitest";
import { commentsOf } from "../../lib/import/comments.ts";
import { componentNames } from "../../lib/import/components.ts";
import { stackFile } from "../../lib/import/emit.ts";
import { judged } from "../../lib/import/judge.ts";
import { projectCode } from "../../lib/import/project.ts";
import * as library from "../../lib/index.ts";
import { code, reading } from "./reading.ts";

const source = `# The family's pages.
services:
  # Serves them.
  web:
    image: docker.io/library/nginx:1.30.4 # pinned
    # Only from here.
    ports:
      - "127.0.0.1:8080:80" # never 0.0.0.0
    environment:
      # DB_PASSWORD: a-password-of-old
      # postgres://app:another-one@db/app
      # knows canary-of-the-database
      # MODE: slow
      MODE: fast
    develop: {} # for the desk
`;

const services = {
  web: {
    image: "docker.io/library/nginx:1.30.4",
    environment: { MODE: "fast", DB_PASSWORD: "canary-of-the-database" },
    ports: [{ mode: "ingress", target: 80, published: "8080", host_ip: "127.0.0.1", protocol: "tcp" }],
  },
};

it("carries comments over to where they stood, and none that holds a credential", () => {
  const text = stackFile(judged(projectCode({ ...reading({ services }), sources: [source] })), []);
  expect(text).toContain("// The family's pages.\nexport function app(");
  expect(text).toContain(`  // Serves them.
  // for the desk
  new Service(stack, "web", {
    // pinned
    image: "docker.io/library/nginx:1.30.4",
    // MODE: slow
    environment: { DB_PASSWORD: dbPassword, MODE: "fast" },
    // Only from here.
    // never 0.0.0.0
    ports: [{ target: 80, published: 8080, hostIp: "127.0.0.1" }],
  });`);
  expect(text).not.toMatch(/of-old|another-one|canary/);
});

it("joins what several files say of one service", () => {
  const second = "services:\n  web:\n    # At night.\n    restart: always\n  # Another.\n  db:\n    image: redis\n";
  const { services, file } = commentsOf([source, second], []);
  expect(file).toEqual(["The family's pages."]);
  expect(services.get("web")?.above).toEqual(["Serves them.", "At night."]);
  expect(services.get("db")?.above).toEqual(["Another."]);
});

it("says where there is a component, and names none that is not there", () => {
  const services = { db: { image: "postgres:17" }, web: { image: "ghcr.io/someone/app:1" } };
  expect(code({ services }).notes).toEqual([expect.stringMatching(/^app: there are components for db \(Postgres\);/)]);
  expect(componentNames.filter((name) => !(name in library))).toEqual([]);
});
