/** What a new repository starts with. */
export interface Starter {
  /** The homelab's name, which Pulumi's stack has as well. */
  readonly name: string;
  /** The domain below which apps get their public names. Default: none. */
  readonly domain?: string;
  /** An IANA time zone: `Europe/Oslo`. Default: the containers' own, UTC. */
  readonly timezone?: string;
  /** Where npm gets this package from: a version, or an archive of the repository's (`file:vendor/…`). */
  readonly source: string;
  /** Whether the definition begins with nothing in it. Default: with a dashboard. */
  readonly isEmpty?: boolean;
}

/**
 * The files of a new homelab's repository, by their paths: the definition, what Pulumi and npm need, what git leaves out,
 * a check for CI, and updates by Renovate. Pure.
 */
export function starterFiles({ name, domain, timezone, source, isEmpty }: Starter): Readonly<Record<string, string>> {
  const options = { ...(domain !== undefined && { domain }), ...(timezone !== undefined && { timezone }) };
  const spelt = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const second = spelt.length === 0 ? "" : `, { ${spelt.join(", ")} }`;
  return {
    "stacks/homelab.ts": isEmpty ? emptyDefinition(name, second) : dashboard(name, second),
    "stacks/pulumi.ts": 'import { deploy } from "homelab-stacks/pulumi";\n\nawait deploy();\n',
    "main.js": 'export { default } from "homelab-stacks/main";\n',
    "Pulumi.yaml": `name: homelab
description: The homelab of stacks/homelab.ts
main: main.js
runtime:
  name: nodejs
  options:
    typescript: false
backend:
  url: file://.
`,
    "package.json": json({
      name,
      private: true,
      type: "module",
      scripts: {
        check: "homelab check",
        render: "homelab render",
        preview: "homelab preview",
        up: "homelab up",
      },
      dependencies: { "homelab-stacks": source },
      devDependencies: { "@types/node": "^20.19.43", typescript: "^6.0.3" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        ...{ target: "ES2023", module: "NodeNext", moduleResolution: "NodeNext", types: ["node"] },
        ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
      },
      include: ["stacks"],
    }),
    ".gitignore": `node_modules/
# The values of secrets, as \`homelab render --secrets\` writes them for Compose.
.env
# Pulumi's state: it belongs to the machine that applies the homelab. secrets.age is encrypted, and is committed.
.pulumi/
`,
    ".github/workflows/homelab.yaml": `# Forgejo reads this folder, too.
name: homelab
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: npm ci
      - run: npm run check
      # The rendered files are committed, and are those of the definition.
      - run: npm run render
      - run: git add --all && git diff --cached --exit-code
`,
    "renovate.json": json({
      $schema: "https://docs.renovatebot.com/renovate-schema.json",
      extends: ["config:recommended"],
      packageRules: [{ matchPackageNames: ["homelab-stacks"], dependencyDashboardApproval: true }],
    }),
    "README.md": `# ${name}

A homelab, defined in \`stacks/homelab.ts\`.

\`\`\`sh
npm install
npx homelab check     # what is wrong with the definition
npx homelab render    # the Compose files, in compose/: commit them
npx homelab preview   # what would change on this Docker host
npx homelab up        # bring it up
\`\`\`

The first command that needs a secret makes a key in \`~/.config/homelab-stacks/\`: keep a copy of it. Whoever has it reads \`secrets.age\`; without it nobody does.
`,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** @param options what follows the name in the Homelab's call */
export function emptyDefinition(name: string, options = ""): string {
  return definition("Homelab", name, options, "");
}

function dashboard(name: string, options: string): string {
  return definition(
    "Homelab, Homepage, Stack",
    name,
    options,
    `// Each stack is a Compose project. Begin with a dashboard; whatever gets a route later has a tile on it.
const home = new Stack(lab, "homepage");
new Homepage(home, "homepage", { title: ${JSON.stringify(name)}, http: { hostPort: 3000 } });

`,
  );
}

const library = "homelab-stacks";

function definition(imports: string, name: string, options: string, body: string): string {
  return `import { ${imports} } from ${JSON.stringify(library)};

const lab = new Homelab(${JSON.stringify(name)}${options});

${body}export default lab;
`;
}
