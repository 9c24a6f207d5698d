import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import ts from "typescript";

/** The type of an input, written out: names of types do not matter, what can be put in does. */
export type Shape = string | { readonly array: Shape } | { readonly map: Shape } | { readonly object: Shapes };
/** The properties of an object, those that may be left out with a question mark at the end of their name. */
export type Shapes = { readonly [property: string]: Shape };

const folder = dirname(createRequire(import.meta.url).resolve("@pulumi/docker/package.json"));

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest);
}

function interfaces(source: ts.SourceFile): Map<string, ts.InterfaceDeclaration> {
  return new Map(source.statements.filter(ts.isInterfaceDeclaration).map((node) => [node.name.text, node]));
}

const inputTypes = interfaces(parse("types/input.d.ts"));

function shapes(members: ts.NodeArray<ts.TypeElement>): Shapes {
  return Object.fromEntries(
    members.filter(ts.isPropertySignature).map((member) => {
      if (!ts.isIdentifier(member.name) || member.type === undefined) throw new Error("a property of an unknown form");
      return [member.name.text + (member.questionToken === undefined ? "" : "?"), shape(member.type)];
    }),
  );
}

function shape(type: ts.TypeNode): Shape {
  if (type.kind === ts.SyntaxKind.StringKeyword) return "string";
  if (type.kind === ts.SyntaxKind.NumberKeyword) return "number";
  if (type.kind === ts.SyntaxKind.BooleanKeyword) return "boolean";
  if (ts.isArrayTypeNode(type)) return { array: shape(type.elementType) };
  if (ts.isUnionTypeNode(type)) {
    const [only, ...others] = type.types.filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword);
    if (only !== undefined && others.length === 0) return shape(only);
  }
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members;
    if (index !== undefined && ts.isIndexSignatureDeclaration(index)) return { map: shape(index.type) };
  }
  if (ts.isTypeReferenceNode(type) && ts.isQualifiedName(type.typeName)) {
    const name = type.typeName.right.text;
    const [argument] = type.typeArguments ?? [];
    if (name === "Input" && argument !== undefined) return shape(argument);
    if (ts.isIdentifier(type.typeName.left) && type.typeName.left.text === "enums") return name;
    const declared = inputTypes.get(name);
    if (declared !== undefined) return { object: shapes(declared.members) };
  }
  throw new Error(`a type of an unknown form: ${ts.SyntaxKind[type.kind]}`);
}

/** The inputs of everything that npm's @pulumi/docker declares, by token: what TypeScript lets a program write. */
export function declaredInputs(): Record<string, Shapes> {
  const found: Record<string, Shapes> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".d.ts"))) {
    const source = parse(file);
    const args = interfaces(source);
    for (const node of source.statements) {
      const declares = ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node);
      const name = declares ? node.name?.text : undefined;
      if (name === undefined || name.endsWith("Output")) continue;
      // A token's module is the name of its file. The provider itself and what only helps are no resource.
      const module = basename(file, ".d.ts");
      if (module.toLowerCase() !== name.toLowerCase()) continue;
      const token = name === "Provider" ? "docker" : `docker:index/${module}:${name}`;
      const inputs = args.get(`${name[0]?.toUpperCase()}${name.slice(1)}Args`);
      if (inputs !== undefined) found[token] = shapes(inputs.members);
    }
  }
  return found;
}

interface SchemaObject {
  readonly properties: Readonly<Record<string, SchemaType>>;
  readonly required?: readonly string[];
}
interface SchemaType {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: SchemaType;
  readonly additionalProperties?: SchemaType;
}
/** The part of a Pulumi package schema that says what a provider takes. */
export interface PackageSchema {
  readonly types: Readonly<Record<string, SchemaObject>>;
  readonly provider: { readonly inputProperties: SchemaObject["properties"] };
  readonly resources: Readonly<
    Record<string, { readonly inputProperties: SchemaObject["properties"]; readonly requiredInputs?: string[] }>
  >;
  readonly functions: Readonly<Record<string, { readonly inputs: SchemaObject }>>;
}

/** The inputs that a provider takes, by token, in the same form. */
export function servedInputs(schema: PackageSchema): Record<string, Shapes> {
  const shapesOf = ({ properties, required = [] }: SchemaObject): Shapes =>
    Object.fromEntries(
      Object.entries(properties).map(([name, type]) => [required.includes(name) ? name : `${name}?`, shapeOf(type)]),
    );
  const shapeOf = ({ type, $ref, items, additionalProperties }: SchemaType): Shape => {
    if (items !== undefined) return { array: shapeOf(items) };
    if (additionalProperties !== undefined) return { map: shapeOf(additionalProperties) };
    const object = schema.types[$ref?.replace("#/types/", "") ?? ""];
    if (object !== undefined) return { object: shapesOf(object) };
    return type === "integer" ? "number" : (type ?? "nothing");
  };
  const found: Record<string, Shapes> = { docker: shapesOf({ properties: schema.provider.inputProperties }) };
  for (const [token, { inputProperties, requiredInputs = [] }] of Object.entries(schema.resources)) {
    found[token] = shapesOf({ properties: inputProperties, required: requiredInputs });
  }
  for (const [token, { inputs }] of Object.entries(schema.functions)) found[token] = shapesOf(inputs);
  return found;
}
