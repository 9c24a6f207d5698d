import { expect, it } from "vitest";
import { variableChanges } from "../../lib/apply/environment.ts";

it("names each variable that differs, and shows no value that is or may have been a secret", () => {
  const environment = {
    SAME: "1",
    OTHER: "new",
    ADDED: "x",
    TOKEN: [{ secret: "token", encode: "none" as const }],
    ROTATED: ["a:", { secret: "token", encode: "none" as const }],
    // Its secret has left the store since.
    WAS_SECRET: "open now",
  };
  const was = {
    SAME: "1",
    OTHER: "old",
    TOKEN: "value of token",
    ROTATED: "a:an earlier value",
    WAS_SECRET: "a value that no store has any more",
    GONE: "nobody knows whether it was a secret",
    PATH: "/bin",
  };
  const found = variableChanges({ environment }, was, { PATH: "/bin" }, (name) => `value of ${name}`);
  expect(found).toEqual([
    { field: "envs", part: "ADDED", new: '"x"' },
    { field: "envs", part: "GONE", old: "***" },
    { field: "envs", part: "OTHER", old: "***", new: '"new"' },
    { field: "envs", part: "ROTATED", old: "***", new: "***" },
    { field: "envs", part: "WAS_SECRET", old: "***", new: '"open now"' },
  ]);
});
