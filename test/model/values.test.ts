import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatDuration,
  formatImage,
  formatSize,
  parseDuration,
  parseImage,
  parseSize,
} from "../../lib/model/index.ts";

describe("durations", () => {
  it.each([
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["1h0m0s", 3_600_000],
  ])("%s is %i ms", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(["", "30", "30 s", "1d", "-5s", "s", "1ms2", "0.1ms", "1e3s", "99999h", "１s"])("refuses %j", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it("are written as Go writes them", () => {
    expect([0, 500, 1_500, 60_000, 90_000, 3_600_000].map(formatDuration)).toEqual([
      "0s",
      "500ms",
      "1.5s",
      "1m0s",
      "1m30s",
      "1h0m0s",
    ]);
  });

  it("survive being written and read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 86_400_000 }), (ms) => parseDuration(formatDuration(ms)) === ms),
    );
  });
});

describe("sizes", () => {
  it.each([
    ["64m", 64 * 2 ** 20],
    ["1024k", 2 ** 20],
    ["1g", 2 ** 30],
    ["1GB", 2 ** 30],
    ["1048576b", 2 ** 20],
    ["524288000", 500 * 2 ** 20],
    ["1.5g", 1536 * 2 ** 20],
    ["1GiB", 2 ** 30],
    ["2 g", 2 ** 31],
  ])("%s is %i bytes", (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(["", "0m", "512", "1.3m", "1000k", "-1m", "1x", "lots", "1  g", "9999999999999g"])("refuses %j", (text) =>
    expect(parseSize(text)).toBeUndefined(),
  );

  it("survive being written and read", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 20 }),
        (mib) => parseSize(formatSize(mib * 2 ** 20)) === mib * 2 ** 20,
      ),
    );
  });
});

describe("image references", () => {
  it.each([
    ["nginx", "docker.io/library/nginx"],
    ["nginx:1.30", "docker.io/library/nginx:1.30"],
    ["grafana/grafana:13", "docker.io/grafana/grafana:13"],
    ["ghcr.io/a/b/c:v1", "ghcr.io/a/b/c:v1"],
    ["localhost/x", "localhost/x"],
    ["127.0.0.1:5000/x:1", "127.0.0.1:5000/x:1"],
    ["[::1]:5000/x", "[::1]:5000/x"],
    [`x@sha256:${"0".repeat(64)}`, `docker.io/library/x@sha256:${"0".repeat(64)}`],
  ])("%s is %s in full", (text, full) => {
    const parsed = parseImage(text);
    expect(parsed && formatImage(parsed)).toBe(full);
  });

  it.each([
    "",
    "Nginx",
    "nginx:",
    "nginx:a b",
    "x@sha256:123",
    "a//b",
    "-a",
    "a:-b",
    "https://a/b",
    `a:${"t".repeat(129)}`,
    "a".repeat(300),
  ])("refuses %j", (text) => expect(parseImage(text)).toBeUndefined());

  it("written in full are read as the same", () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?$/);
    const reference = fc.tuple(
      fc.constantFrom("ghcr.io", "localhost:5000", "docker.io"),
      part,
      part,
      fc.stringMatching(/^\w[\w.-]{0,20}$/),
    );
    fc.assert(
      fc.property(reference, ([registry, a, b, tag]) => {
        const parsed = parseImage(`${registry}/${a}/${b}:${tag}`);
        expect(parsed).toEqual({ registry, repository: `${a}/${b}`, tag });
      }),
    );
  });
});
