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

  it("of a list's entries are in Compose's short form", () => {
    const old = {
      ports: [{ internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" }],
      volumes: [{ volumeName: "app_data", containerPath: "/data" }],
      devices: [{ hostPath: "/dev/dri", containerPath: "/dev/dri", permissions: "rwm" }],
      networksAdvanced: [{ name: "app_lan", aliases: ["app", "web"], ipv4Address: "10.1.0.2" }],
      hosts: [{ host: "nas", ip: "10.1.0.9" }],
      ulimits: [{ name: "nofile", soft: 1, hard: 2 }],
    };
    const wanted = {
      ports: [{ internal: 80, external: 8080, ip: "::", protocol: "udp" }],
      volumes: [{ hostPath: "/srv/app", containerPath: "/data", readOnly: true }],
      devices: [],
      networksAdvanced: [{ name: "app_lan", aliases: ["app"] }],
      hosts: [],
      ulimits: [],
    };
    const lines = fieldChanges(Object.keys(old), old, wanted).map((one) => [one.field, one.old, one.new]);
    expect(lines).toEqual([
      ["ports", "127.0.0.1:8080:80/tcp", undefined],
      ["ports", undefined, "[::]:8080:80/udp"],
      ["volumes", undefined, "/srv/app:/data:ro"],
      ["volumes", "app_data:/data", undefined],
      ["devices", "/dev/dri:/dev/dri:rwm", undefined],
      ["networksAdvanced", "as app, web at 10.1.0.2", "as app"],
      ["hosts", "nas=10.1.0.9", undefined],
      ["ulimits", "nofile=1:2", undefined],
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
