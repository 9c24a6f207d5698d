import type { Docker } from "../host/docker.ts";
import type { Stray } from "../host/strays.ts";
import { atLeast } from "../system/which.ts";
import type { ImageLabel } from "../targets/pulumi/program.ts";
import { locateCompose } from "../tools/compose.ts";

/**
 * What the engine's containers run on (`linux/x86_64`), where its images are in containerd's store, the default of a new
 * Docker 29. There an image has two ids: that of all its platforms together, and that of each. Elsewhere it has one, and
 * this is undefined, as it is where `docker` does not answer.
 */
export async function platformOfStore(docker: Docker): Promise<string | undefined> {
  const { stdout } = await docker.run(["info", "--format", "{{.OSType}}/{{.Architecture}} {{json .DriverStatus}}"]);
  return stdout.includes("io.containerd.snapshotter.v1") ? stdout.split(" ")[0] : undefined;
}

/**
 * What Compose labels a container with as its image: it recreates a container with another one. Of an image with two ids
 * Compose up to 5.2 takes that of all platforms, from 5.4 on that of the container's own (docker/compose,
 * pkg/compose/images.go). A container that has either of its image's keeps it: that Compose was updated is no reason to
 * restart anything.
 *
 * @param platform as {@link platformOfStore} says
 * @param there what the host has
 */
export function imageLabels(platform: string | undefined, there: readonly Stray[], docker: Docker): ImageLabel {
  const labels = new Map(there.filter(({ kind }) => kind === "container").map(({ name, image }) => [name, image]));
  return async (id, container) => {
    if (platform === undefined) return id;
    const format = ["--format", "{{.Id}}", "--platform", platform];
    // Engines and clients before 28.1 cannot say, and Compose then takes the one that there is.
    const { code, stdout } = await docker.run(["image", "inspect", ...format, id]);
    const digest = stdout.trim();
    if (code !== 0 || digest === id) return id;
    const is = labels.get(container);
    if (is === id || is === digest) return is;
    const compose = await locateCompose();
    return compose === undefined || atLeast(compose.version, "5.4.0") ? digest : id;
  };
}
