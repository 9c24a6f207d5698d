import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { downloadVerified, hashIn } from "../../lib/tools/download.ts";
import { providerRelease } from "../../lib/tools/provider.ts";
import { pulumiRelease } from "../../lib/tools/pulumi.ts";

const content = "what was released\n";
const hash = createHash("sha256").update(content).digest("hex");

/** A release on a server of its own: its files by name. */
async function served(files: Readonly<Record<string, string>>) {
  const server = createServer(({ url = "" }, response) => {
    const text = files[url.slice(1)];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(join(tmpdir(), "homelab-download-"));
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  return { folder, release: { from: `http://127.0.0.1:${port}`, name: "tool.tar.gz", checksums: "sums.txt" } };
}

describe("a downloaded tool", () => {
  it("is taken where it is what the release's list says", async () => {
    const { folder, release } = await served({ "tool.tar.gz": content, "sums.txt": `${hash}  tool.tar.gz\n` });
    expect(await readFile(await downloadVerified(release, folder), "utf8")).toBe(content);
  });

  it.each([
    ["was changed on the way", { "tool.tar.gz": "something else", "sums.txt": `${hash}  tool.tar.gz\n` }],
    ["is in no list", { "tool.tar.gz": content, "sums.txt": `${hash}  tool.tar.gz.sig\n` }],
    ["has no list", { "tool.tar.gz": content }],
    ["is not there", { "sums.txt": `${hash}  tool.tar.gz\n` }],
  ])("is refused where it %s", async (_, files) => {
    const { folder, release } = await served(files);
    await expect(downloadVerified(release, folder)).rejects.toThrow();
  });

  it("is held against the pinned hash before the release's own list", async () => {
    const { folder, release } = await served({ "tool.tar.gz": "x", "sums.txt": `${hash}  tool.tar.gz\n` });
    await expect(downloadVerified({ ...release, pinned: hash }, folder)).rejects.toThrow(/is not the file/);
  });
});

it("a list of checksums is read by whole names, and is worth nothing where it contradicts itself", () => {
  const other = "0".repeat(64);
  expect(hashIn(`${other}  a.tar.gz\n${hash} *b.tar.gz\r\n`, "b.tar.gz")).toBe(hash);
  expect(() => hashIn(`${other}  b\n${hash}  b\n`, "b")).toThrow();
});

it("the archives are named as Pulumi names them", () => {
  expect(pulumiRelease("darwin", "arm64").name).toBe("pulumi-v3.245.0-darwin-arm64.tar.gz");
  expect(pulumiRelease("linux", "x64").name).toBe("pulumi-v3.245.0-linux-x64.tar.gz");
  expect(providerRelease("linux", "x64").name).toBe("pulumi-resource-docker-v5.2.0-linux-amd64.tar.gz");
});
