import { describe, expect, it } from "vitest";
import { withStack } from "../../lib/import/definition.ts";
import { emptyDefinition } from "../../lib/project/starter.ts";

describe("the definition that puts the stacks together", () => {
  it("is as short as it can be", () => {
    expect(
      withStack(withStack(emptyDefinition("kite"), "immich"), "my-arr"),
    ).toBe(`import { Homelab } from "homelab-stacks";
import { immich } from "./immich.ts";
import { myArr } from "./my-arr.ts";

const lab = new Homelab("kite");

immich(lab);
myArr(lab);

export default lab;
`);
  });

  it("stays as it is where it has the stack", () => {
    const once = withStack(emptyDefinition("kite"), "immich");
    expect(withStack(once, "immich")).toBe(once);
  });

  it("keeps what somebody wrote", () => {
    const text = `import {
  Homelab,
  Stack,
} from "homelab-stacks";

// Mine.
const home = new Homelab("kite", { domain: "example.com" });
new Stack(home, "edge");

export default home;
`;
    expect(withStack(text, "immich")).toBe(
      text
        .replace('"homelab-stacks";\n', '"homelab-stacks";\nimport { immich } from "./immich.ts";\n')
        .replace("export default", "immich(home);\n\nexport default"),
    );
  });

  it("is refused where there is no place for it", () => {
    expect(() => withStack("export default new Homelab();\n", "immich")).toThrow(/HL725/);
  });
});
