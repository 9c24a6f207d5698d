import { exec, tryExec } from "../system/exec.ts";
import { withLock } from "../system/lock.ts";
import type { ToolOptions } from "../system/progress.ts";
import { RELEASE } from "./apt-sources.ts";
import { buildBase, buildImage, INSTALLER, STANDINS } from "./build.ts";
import { recipe } from "./catalogue.ts";
import { contentHash, readSources, recipeSources } from "./context.ts";
import { digestOf } from "./registry-images.ts";

/** An image of ours: its place in the registry, and how to make it where the registry has none. */
interface Made {
  readonly registry: string;
  readonly name: string;
  /** The hash of its content. */
  readonly tag: string;
  readonly make: (image: string) => Promise<void>;
}

const place = ({ registry, name, tag }: Made) => `${registry}/${name}:${tag}`;

/**
 * Sees to it that a local registry has these images, under the names that a homelab with that `mirror` pulls:
 * `docker.io/library/postgres:17.11-trixie` as `<registry>/docker.io/library/postgres:17.11-trixie`. Each is built once, from Debian's
 * package or a stand-in that keeps the image's contract, and kept in the registry as `homelab-standin/<name>:<hash of its content>`: a
 * second run finds it there. Runs of the same user wait for each other.
 *
 * @param references full references with a tag; the same one twice is one
 * @param registry host and port of a registry on this machine, without TLS: `127.0.0.1:5000`
 * @throws {ProblemError} HL920 to HL922 for references that have no stand-in, all of which are checked before anything is built; HL923,
 *   HL924 where this machine cannot build; an ExecError where a build fails
 */
export async function provideImages(
  references: readonly string[],
  registry: string,
  options: ToolOptions = {},
): Promise<void> {
  const wanted = [...new Set(references)].sort();
  for (const reference of wanted) recipe(reference);
  const work = async () => {
    for (const reference of wanted) await provide(reference, registry, options);
  };
  await withLock("demo-images", work, options);
}

async function provide(reference: string, registry: string, options: ToolOptions): Promise<void> {
  const found = recipe(reference);
  const base = await baseImage(registry);
  const parts = { ...found.arguments, ...(found.base ? { BASE: base.tag } : {}) };
  const image: Made = {
    registry,
    name: `homelab-standin/${found.name}`,
    tag: contentHash(await recipeSources(STANDINS, found), parts),
    make: async (name) => {
      if (found.base) await ensure(base, options);
      options.onProgress?.(`building a stand-in for ${reference}`);
      await buildImage(found, place(base), name);
    },
  };
  const digest = await digestOf(registry, image.name, image.tag);
  const colon = reference.lastIndexOf(":");
  const present = await digestOf(registry, reference.slice(0, colon), reference.slice(colon + 1));
  if (digest !== undefined && digest === present) return;
  await ensure(image, options);
  const target = `${registry}/${reference}`;
  await exec("docker", ["tag", place(image), target]);
  await exec("docker", ["push", "--quiet", target]);
}

async function baseImage(registry: string): Promise<Made> {
  const tag = contentHash(await readSources(STANDINS, INSTALLER), { RELEASE });
  const make = (image: string) => buildBase(image);
  return { registry, name: "homelab-standin/base", tag, make };
}

/** The image in the local engine and in the registry: from where it is, else made. */
async function ensure(image: Made, options: ToolOptions): Promise<void> {
  const name = place(image);
  const inRegistry = (await digestOf(image.registry, image.name, image.tag)) !== undefined;
  const inEngine = (await tryExec("docker", ["image", "inspect", name])).code === 0;
  if (inRegistry && !inEngine) await exec("docker", ["pull", "--quiet", name]);
  if (inRegistry) return;
  if (!inEngine) {
    options.onProgress?.(`making ${image.name}`);
    await image.make(name);
  }
  await exec("docker", ["push", "--quiet", name]);
}
