import { describe, expect, it } from "vitest";
import { fieldChanges } from "../../lib/apply/field-values.ts";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };

describe("the values of a change", () => {
  it("are shown for each variable that differs; those of secrets never", () => {
    const old = { envs: ["A=1", "B=2", "GONE=x", secret] };
    const wanted = { envs: ["A=1", "B=3", "NEW=a=b", secret] };
    expect(fieldChanges(["envs"], old, wanted)).toEqual([
      { field: "envs", old: "***", new: "***" },
      { field: "envs", part: "B", old: '"2"', new: '"3"' },
      { field: "envs", part: "GONE", old: '"x"' },
      { field: "envs", part: "NEW", new: '"a=b"' },
    ]);
  });

  it("are the field's own where it is one value, with its unit", () => {
    const old = { memory: 64, command: ["a"], stopTimeout: 5 };
    const wanted = { memory: 128, command: ["a", "b"], stopTimeout: 10 };
    expect(fieldChanges(["memory", "command", "stopTimeout"], old, wanted)).toEqual([
      { field: "memory", old: "64m", new: "128m" },
      { field: "command", old: '["a"]', new: '["a","b"]' },
      { field: "stopTimeout", old: "5s", new: "10s" },
    ]);
  });

  it("of a file are no more than that it is another", () => {
    const file = (content: unknown) => ({ uploads: [{ file: "/etc/app.conf", content }] });
    const [plain] = fieldChanges(["uploads"], file("one"), file("two"));
    expect(plain).toMatchObject({ field: "uploads", part: "/etc/app.conf" });
    expect(JSON.stringify(plain)).not.toMatch(/one|two/);
    expect(fieldChanges(["uploads"], file(secret), file(secret))).toEqual([
      { field: "uploads", part: "/etc/app.conf", old: "***", new: "***" },
    ]);
  });

  it("leave out the labels that stand for other fields", () => {
    const labels = (hash: string, note: string) => ({
      labels: [
        { label: "com.docker.compose.config-hash", value: hash },
        { label: "note", value: note },
      ],
    });
    expect(fieldChanges(["labels"], labels("1", "a"), labels("2", "b"))).toEqual([
      { field: "labels", part: "note", old: '"a"', new: '"b"' },
    ]);
  });
});
