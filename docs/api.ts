import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

// What the package's entries export, as its declarations have it: a change of the public surface shows as a diff of this page.

const root = fileURLToPath(new URL("..", import.meta.url));

/** The entries by the names under which they are imported. */
const entries = {
  "homelab-stacks": "lib/index.ts",
  "homelab-stacks/testing": "lib/testing.ts",
  "homelab-stacks/pulumi": "lib/pulumi.ts",
};

/** Where the report lies. */
export const apiUrl = new URL("api.txt", import.meta.url);

/** Every export of every entry, with its declaration, by name. */
export function apiReport(): string {
  const { config } = ts.readConfigFile(join(root, "tsconfig.build.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    Object.values(entries).map((path) => join(root, path)),
    { ...options, removeComments: true, emitDeclarationOnly: true, incremental: false },
  );
  const declared = new Map<string, ts.SourceFile>();
  const sections = Object.entries(entries).map(([name, path]) => {
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(join(root, path));
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${path} exports nothing`);
    const exported = checker
      .getExportsOfModule(module)
      .map((symbol) => declaration(program, symbol, declared))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `# ${name}\n\n${exported.map(([, text]) => `${text}\n`).join("\n")}`;
  });
  return `Made by \`npm run docs\` from the declarations of the package's entries.\n\n${sections.join("\n")}`;
}

function declaration(program: ts.Program, symbol: ts.Symbol, declared: Map<string, ts.SourceFile>): [string, string] {
  const checker = program.getTypeChecker();
  const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const [first] = origin.declarations ?? [];
  if (first === undefined) throw new Error(`${symbol.name} is declared nowhere`);
  // A whole module under one name.
  if (ts.isSourceFile(first)) {
    const names = checker.getExportsOfModule(origin).map(({ name }) => name);
    return [symbol.name, `namespace ${symbol.name} { ${names.sort().join(", ")} }`];
  }
  const statements = declarationsOf(program, first.getSourceFile(), declared).statements.filter((one) =>
    namesOf(one).includes(origin.name),
  );
  return [symbol.name, statements.map((one) => one.getText()).join("\n")];
}

function declarationsOf(program: ts.Program, file: ts.SourceFile, known: Map<string, ts.SourceFile>): ts.SourceFile {
  let found = known.get(file.fileName);
  if (found === undefined) {
    let text = "";
    program.emit(file, (_, written) => (text = written), undefined, true);
    found = ts.createSourceFile(file.fileName.replace(/ts$/, "d.ts"), text, ts.ScriptTarget.ES2023, true);
    known.set(file.fileName, found);
  }
  return found;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}
