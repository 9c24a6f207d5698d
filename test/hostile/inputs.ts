import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** What judges what a definition gives, and takes nothing from it. */
const machinery = new Set(["shape.ts", "copy.ts"]);

/** What only comes out of the library, or is made by it for a reader of its own. */
const outputs = new Set([
  "Problem",
  "ProblemError",
  "Route",
  "Reference",
  "Endpoint",
  "SecretFile",
  "Acknowledgement",
  "Move",
  "SecretSource",
  "WebEndpoint.constructor",
  "Text",
  "ForwardAuth",
  "OidcClient",
  "Settings",
  "AppSignOn",
  "DatabaseMaker",
  "MessageQueue",
  "MqttAccount",
  "NtfyAccount",
  "Preset",
  "Entry",
  "Application",
  "OidcProvider",
  "Blueprint",
  "Remembered",
]);

const takesText = /\b(string|Value|ConfigData|ConfigContent|URL|TemplateStringsArray)\b/;

/**
 * Every place of the public surface that takes a text, from the sources: `Interface.member` for the members of exported
 * interfaces and types, `Class.method` for the methods (and `constructor`) of exported classes with a parameter that can be one.
 */
export function inputs(): string[] {
  const found = new Set<string>();
  for (const folder of ["core", "apps"]) {
    const url = new URL(`../../lib/${folder}/`, import.meta.url);
    for (const name of readdirSync(url, { recursive: true, encoding: "utf8" }).filter(isPublic)) {
      const source = ts.createSourceFile(name, readFileSync(new URL(name, url), "utf8"), ts.ScriptTarget.Latest, true);
      for (const statement of source.statements) for (const input of inputsOf(statement)) found.add(input);
    }
  }
  return [...found].sort();
}

function inputsOf(statement: ts.Statement): string[] {
  const exported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
  if (!exported) return [];
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return members(statement.name.text, statement);
  if (ts.isClassDeclaration(statement) && statement.name) return methods(statement.name.text, statement);
  return [];
}

function members(owner: string, declaration: ts.Node): string[] {
  if (outputs.has(owner)) return [];
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertySignature(node) &&
      node.type &&
      !ts.isFunctionTypeNode(node.type) &&
      takesText.test(withoutMembers(node.type))
    )
      found.push(`${owner}.${node.name.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}

/** A type's text without the members that it names, which are found by themselves; what it says of its keys stays. */
function withoutMembers(type: ts.Node): string {
  if (ts.isTypeLiteralNode(type))
    return type.members
      .filter(ts.isIndexSignatureDeclaration)
      .map((one) => one.getText())
      .join(" ");
  const inner: string[] = [];
  ts.forEachChild(type, (child) => void inner.push(withoutMembers(child)));
  return inner.length > 0 ? inner.join(" ") : type.getText();
}

function methods(owner: string, declaration: ts.ClassDeclaration): string[] {
  if (outputs.has(owner)) return [];
  return declaration.members.flatMap((member) => {
    if (!ts.isConstructorDeclaration(member) && !ts.isMethodDeclaration(member)) return [];
    const name = ts.isConstructorDeclaration(member) ? "constructor" : member.name.getText();
    const hidden =
      name.startsWith("#") || ts.getModifiers(member)?.some((one) => one.kind === ts.SyntaxKind.PrivateKeyword);
    // A construct's id is read in one place, whatever the construct.
    const isId = (one: ts.ParameterDeclaration) =>
      one.name.getText() === "id" && owner !== "Element" && owner !== "Stack";
    const text = member.parameters.some((one) => one.type && !isId(one) && takesText.test(one.type.getText()));
    return text && !hidden && !outputs.has(`${owner}.${name}`) ? [`${owner}.${name}`] : [];
  });
}

/** Sources of what the package exports: not the facts and variants that docs and tests read. */
function isPublic(file: string): boolean {
  return file.endsWith(".ts") && !machinery.has(file) && !/(^|\/)(facts|variants?)\.ts$/.test(file);
}
