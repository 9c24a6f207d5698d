import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { formatProblems } from "../../lib/terminal/problems.ts";
import { appsPlaces } from "./apps.ts";
import { dashboardPlaces } from "./dashboard.ts";
import { definitionPlaces } from "./definition.ts";
import { filePlaces } from "./files.ts";
import { ingressPlaces } from "./ingress.ts";
import { inputs } from "./inputs.ts";
import { judge, type Places } from "./place.ts";
import { serversPlaces } from "./servers.ts";
import { servicePlaces } from "./service.ts";
import { storagePlaces } from "./storage.ts";
import { hostile, never } from "./texts.ts";

// Text from wherever: each in every place of a definition that takes a text. It arrives as it is, or it is refused by name;
// it never crashes what reads it, and never becomes syntax of what is written or raw control of what is printed.

const places: Places = {
  ...servicePlaces,
  ...storagePlaces,
  ...filePlaces,
  ...dashboardPlaces,
  ...ingressPlaces,
  ...serversPlaces,
  ...appsPlaces,
  ...definitionPlaces,
};

const controls = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const topLevel = ["name", "services", "networks", "volumes", "secrets", "configs"];

describe.each(Object.entries(places))("%s", (_, { put, arrives }) => {
  const plain = judge("a", put);
  it.each(Object.entries(hostile))("of %s", (what, text) => {
    const { problems, files, graph } = judge(text, put);
    const told = formatProblems(problems, (_, word) => word);
    expect(told).not.toMatch(controls);
    expect(told).not.toContain("failed itself");
    const refused = problems.some(({ level }) => level === "error");
    if (refused) return expect(files).toEqual([]);
    if (never.has(what) && arrives !== "unwritten") expect.unreachable("no program can be given this");
    if (arrives === "refused" && text !== "") expect.unreachable("it is not refused");
    if (plain.graph !== "") expect(graph.split("\n")).toHaveLength(plain.graph.split("\n").length);
    for (const { path, content } of files) {
      expect(content).not.toMatch(controls);
      if (path.endsWith(".env.example")) expect(content).toMatch(/^(#.*\n|[A-Z0-9_]+=\n|\n)*$/);
    }
    const [project = ""] = files.filter(({ path }) => path.endsWith("compose.yaml")).map(({ content }) => content);
    for (const version of ["1.1", "1.2"] as const) {
      const data: unknown = JSON.parse(
        JSON.stringify(parse(project, { version, merge: version === "1.1" })),
        (_, value: unknown) => (typeof value === "string" ? value.replaceAll("$$", "$") : value),
      );
      expect(Object.keys(data ?? {}).filter((key) => !topLevel.includes(key))).toEqual([]);
      if (typeof arrives === "function") expect(arrives(data, text)).toBe(text);
    }
  });
});

describe("every place of the public surface that takes a text", () => {
  const tried = new Set(Object.keys(places).map((key) => key.replace(/:.*$/, "")));
  const found = inputs();

  it("is found in the sources", () => {
    expect(found).toContain("ServiceProps.image");
    expect(found).toContain("HomepageProps.css");
    expect(found).toContain("SqlServer.database");
    expect(found.length).toBeGreaterThan(80);
  });

  it("is tried above", () => {
    expect(found.filter((input) => !tried.has(input))).toEqual([]);
  });
});
