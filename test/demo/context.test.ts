import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { debianMirror, mirrorIn } from "../../lib/demo/apt-sources.ts";
import { STANDINS } from "../../lib/demo/build.ts";
import { recipe } from "../../lib/demo/catalogue.ts";
import { contentHash, recipeSources } from "../../lib/demo/context.ts";

const sources = fc.uniqueArray(fc.record({ path: fc.string(), content: fc.string() }), {
  selector: ({ path }) => path,
  minLength: 1,
});

describe("the hash of a build", () => {
  it("does not depend on the order of the files or of the arguments", () => {
    fc.assert(
      fc.property(sources, (files) => {
        const straight = contentHash(files, { A: "1", B: "2" });
        expect(contentHash([...files].reverse(), { B: "2", A: "1" })).toBe(straight);
      }),
    );
  });

  it("changes with any file's content, with its name and with an argument", () => {
    fc.assert(
      fc.property(sources, (files) => {
        const [first, ...rest] = files;
        const hash = contentHash(files, { A: "1" });
        expect(contentHash([{ path: `${first?.path}x`, content: first?.content ?? "" }, ...rest], { A: "1" })).not.toBe(
          hash,
        );
        expect(contentHash([{ path: first?.path ?? "", content: `${first?.content}x` }, ...rest], { A: "1" })).not.toBe(
          hash,
        );
        expect(contentHash(files, { A: "2" })).not.toBe(hash);
      }),
    );
  });

  it("is the name of a tag", () => {
    expect(contentHash([], {})).toMatch(/^[0-9a-f]{16}$/);
  });

  it("covers a stand-in's Dockerfile, its own program and what programs share, and no other program", async () => {
    const paths = (await recipeSources(STANDINS, recipe("docker.io/cloudflare/cloudflared:2026.8.2"))).map(
      ({ path }) => path,
    );
    expect(paths).toEqual(expect.arrayContaining(["cloudflared/Dockerfile", "cmd/cloudflared/ingress.go", "go.sum"]));
    expect(paths).toContain("internal/standin/standin.go");
    expect(paths.filter((path) => path.includes("forgejo"))).toEqual([]);
  });
});

describe("apt's sources", () => {
  it.each([
    ["deb http://mirror.example/debian trixie main", "http://mirror.example/debian"],
    [
      "# deb http://old.example/debian x main\ndeb [arch=amd64 signed-by=/k] https://m.example/debian/ trixie main",
      "https://m.example/debian",
    ],
    [
      "Types: deb\nURIs: http://security.example/debian-security\n\nTypes: deb\nURIs: http://m.example/debian\nSuites: x",
      "http://m.example/debian",
    ],
    ["URIs: http://a.example/ubuntu http://m.example/debian", "http://m.example/debian"],
    ["deb http://a.example/ubuntu noble main", undefined],
    ["", undefined],
  ])("%j name the mirror", (text, mirror) => {
    expect(mirrorIn(text)).toBe(mirror);
  });

  it("that are not there leave Debian's own mirror", async () => {
    expect(await debianMirror("/nowhere")).toBe("http://deb.debian.org/debian");
  });
});
