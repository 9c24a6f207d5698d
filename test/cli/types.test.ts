import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { parseTypeErrors } from "../../lib/project/types.ts";
import { type Project, project } from "./project.ts";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** With TypeScript, and with types of a package that say what the library's say; the definition itself needs no types to run. */
async function typed(body: string): Promise<Project> {
  const lab = await project(`${body}\nnew Service(new Stack(lab, "files"), "app", { image, restart: "always" });`);
  await mkdir(join(lab.dir, "node_modules"), { recursive: true });
  await symlink(join(modules, "typescript"), join(lab.dir, "node_modules/typescript"));
  const declared = ["ConfigFile", "Homelab", "Network", "Secret", "Service", "Stack", "Volume", "text"];
  await lab.write(
    "types.d.ts",
    declared.map((name) => `declare module "homelab-stacks" { export const ${name}: any }`).join("\n"),
  );
  const compilerOptions = {
    module: "NodeNext",
    target: "ES2023",
    strict: true,
    types: [],
    skipLibCheck: true,
    paths: { "homelab-stacks": ["./types.d.ts"] },
  };
  await lab.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["stacks", "types.d.ts"] }));
  await lab.write("package.json", '{ "type": "module" }');
  return lab;
}

it("check says what the project's own TypeScript says, in the same form", async () => {
  const lab = await typed("const port: number = String(80);");
  const { code, stdout } = await lab.run(["check"]);
  expect(stdout).toMatch(
    /error HL776.*stacks\/homelab\.ts:4\s+Type 'string' is not assignable to type 'number'\. \(TS2322\)/s,
  );
  expect(code).toBe(1);
  const { problems } = JSON.parse((await lab.run(["check", "--json"])).stdout);
  expect(problems).toContainEqual(expect.objectContaining({ code: "HL776", source: "stacks/homelab.ts:4" }));
  expect(await lab.run(["check", "--no-types"])).toMatchObject({ code: 0 });
});

it("check of a definition without an error of types says nothing of them", async () => {
  const lab = await typed("const port: number = 80;");
  expect(await lab.run(["check"])).toMatchObject({ code: 0, stdout: expect.not.stringContaining("HL776") });
});

it("reads errors of a file, of several lines, and of the configuration", () => {
  const text =
    "stacks/a.ts(3,7): error TS2322: Type 'x' is wrong.\n  Because of this.\nerror TS18003: No inputs.\nFound 2 errors.\n";
  expect(parseTypeErrors(text, process.cwd())).toMatchObject([
    { code: "HL776", source: "stacks/a.ts:3", message: "Type 'x' is wrong.; Because of this. (TS2322)" },
    { code: "HL776", message: "No inputs. (TS18003)" },
  ]);
});
