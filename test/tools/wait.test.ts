import { describe, expect, it } from "vitest";
import { waitUntil } from "../../lib/system/wait.ts";

describe("waiting for a condition", () => {
  it("ends when it holds, with what it gave", async () => {
    let looks = 0;
    expect(await waitUntil(() => (++looks === 3 ? "there" : undefined), { every: 1 })).toBe("there");
    expect(looks).toBe(3);
  });

  it("takes zero and an empty text for what they are", async () => {
    expect(await waitUntil(() => 0)).toBe(0);
    expect(await waitUntil(() => "")).toBe("");
  });

  it("takes an error for not yet, and tells the last one past the deadline", async () => {
    const never = () => {
      throw new Error("still booting");
    };
    await expect(waitUntil(never, { timeout: 20, every: 1, what: "the engine" })).rejects.toThrow(
      "waited 0.02 s for the engine: still booting",
    );
  });
});
