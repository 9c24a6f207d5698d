import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { composeKeysPage, composeKeysUrl } from "../../docs/compose-keys.ts";
import { serviceFields } from "../../lib/model/element-shapes.ts";
import { composeKeys } from "../../lib/model/index.ts";

it("docs/compose-keys.md is what the table of keys says: run `npm run docs`", () => {
  expect(readFileSync(composeKeysUrl, "utf8")).toBe(composeKeysPage());
});

it("the table has every property of a service that is a key of Compose's", () => {
  // What Swarm goes by stands below `deploy`, with `deploySyntax`.
  const ours = ["baseline", "oneShot", "swarm"];
  const named = Object.values(composeKeys).flatMap(({ property }) => property ?? []);
  expect([...named, ...ours].sort()).toEqual(Object.keys(serviceFields).sort());
});

it("says of every key what becomes of it", () => {
  const silent = Object.entries(composeKeys).filter(([, { property, refused, imported }]) => {
    return (property ?? refused ?? imported) === undefined || (property !== undefined && refused !== undefined);
  });
  expect(silent).toEqual([]);
});
