import { expect, it } from "vitest";
import { variableChanges } from "../../lib/apply/environment.ts";

const secrets = { names: () => ["token", "old"], get: (name: string) => `value of ${name}` };

it("shows each variable that differs, and no secret's value", () => {
  const environment = {
    SAME: "1",
    OTHER: "new",
    ADDED: "x",
    TOKEN: [{ secret: "token", encode: "none" as const }],
    ROTATED: ["a:", { secret: "token", encode: "none" as const }],
    WAS_SECRET: "open now",
  };
  const was = {
    SAME: "1",
    OTHER: "old",
    TOKEN: "value of token",
    ROTATED: "a:an earlier value",
    WAS_SECRET: "value of old",
    GONE: "nobody knows whether it was a secret",
    PATH: "/bin",
  };
  expect(variableChanges({ environment }, was, { PATH: "/bin" }, secrets)).toEqual([
    { field: "envs", part: "ADDED", new: '"x"' },
    { field: "envs", part: "GONE", old: "***" },
    { field: "envs", part: "OTHER", old: '"old"', new: '"new"' },
    { field: "envs", part: "ROTATED", old: "***", new: "***" },
    { field: "envs", part: "WAS_SECRET", old: "***", new: '"open now"' },
  ]);
});
