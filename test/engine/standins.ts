import { describe } from "vitest";
import { ExecError, exec, tryExec } from "../../lib/system/exec.ts";
import { engine, waitFor } from "./engine.ts";

/**
 * `describe` for tests of the stand-ins themselves. Where a public registry answers, the run uses the real images, which lack the
 * stand-ins' own pages and commands: there these tests are shown as skipped.
 */
export const describeStandIns = describe.runIf(engine.mirror !== undefined);

/** The references of the images that these tests run, as a homelab names them. */
export const IMAGES = {
  postgres: "docker.io/library/postgres:17.11-trixie",
  postgres18: "docker.io/library/postgres:18.6-trixie",
  redis: "docker.io/library/redis:8.10.1-trixie",
  valkey: "docker.io/valkey/valkey:9.1.1-trixie",
  nginx: "docker.io/library/nginx:1.30.4-trixie",
  cloudflared: "docker.io/cloudflare/cloudflared:2026.8.2",
  haproxy: "docker.io/library/haproxy:3.2.24",
  prometheus: "docker.io/prom/prometheus:v3.14.0",
  nodeExporter: "docker.io/prom/node-exporter:v1.12.1",
  cadvisor: "ghcr.io/google/cadvisor:0.60.5",
  grafana: "docker.io/grafana/grafana:13.2.0",
  uptimeKuma: "docker.io/louislam/uptime-kuma:2.5.3",
  portainer: "docker.io/portainer/portainer-ce:2.39.6-alpine",
  dockge: "docker.io/louislam/dockge:1.5.0",
  homepage: "ghcr.io/gethomepage/homepage:v2.1.0",
  forgejo: "codeberg.org/forgejo/forgejo:15.0.7",
  nextcloud: "docker.io/library/nextcloud:34.0.3-apache",
  nextcloud33: "docker.io/library/nextcloud:33.0.8-apache",
  nextcloud32: "docker.io/library/nextcloud:32.0.14-apache",
} as const;

/** The hardening under which every image is run here: the capabilities named, and no others. */
export function hardened(...capabilities: readonly string[]): string[] {
  const added = capabilities.flatMap((capability) => ["--cap-add", capability]);
  return ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", ...added];
}

/** What one test file starts: named after a project, in one network, removed as a whole. */
export class Bench {
  readonly project: string;

  constructor(project: string) {
    this.project = project;
  }

  get #label(): string {
    return `com.docker.compose.project=${this.project}`;
  }

  /** A clean start, with the network and the images. */
  async open(images: readonly (keyof typeof IMAGES)[]): Promise<void> {
    await this.close();
    await engine.images(images.map((name) => IMAGES[name]));
    await exec("docker", ["network", "create", "--label", this.#label, this.project]);
  }

  close(): Promise<void> {
    return engine.cleanup([this.project]);
  }

  /** The full name of a container or volume. */
  name(short: string): string {
    return `${this.project}-${short}`;
  }

  #flags(image: keyof typeof IMAGES, flags: readonly string[], command: readonly string[]): string[] {
    const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
    return ["--label", this.#label, "--network", this.project, ...flags, `${prefix}${IMAGES[image]}`, ...command];
  }

  /** A named volume for `--volume`. */
  async volume(short: string, path: string): Promise<string[]> {
    await exec("docker", ["volume", "create", "--label", this.#label, this.name(short)]);
    return ["--volume", `${this.name(short)}:${path}`];
  }

  /** Starts a container that others of the bench find under its short name. */
  async start(
    short: string,
    image: keyof typeof IMAGES,
    flags: readonly string[] = [],
    command: readonly string[] = [],
  ): Promise<string> {
    const own = ["--detach", "--name", this.name(short), "--network-alias", short, ...flags];
    await exec("docker", ["run", ...this.#flags(image, own, command)]);
    return this.name(short);
  }

  /** Runs a container that is expected to end: its code and both outputs as one. */
  async run(
    image: keyof typeof IMAGES,
    flags: readonly string[] = [],
    command: readonly string[] = [],
  ): Promise<{ code: number; said: string }> {
    const result = await tryExec("docker", ["run", "--detach", ...this.#flags(image, flags, command)]);
    if (result.code !== 0) return { code: result.code, said: result.stdout + result.stderr };
    // By its log: of one that ends at once, an attached `docker run` may show nothing.
    const id = result.stdout.trim();
    const code = Number(await engine.docker(["wait", id], { timeout: 120_000 }));
    const { stdout, stderr } = await tryExec("docker", ["logs", id]);
    await engine.docker(["rm", "--volumes", id]);
    return { code, said: stdout + stderr };
  }

  /** Awaits that a command in a container succeeds: what it said. */
  healthy(short: string, argv: readonly string[]): Promise<string> {
    return waitFor(async () => {
      try {
        return (await engine.exec(this.name(short), argv)) || " ";
      } catch (error) {
        if (!(error instanceof ExecError)) throw error;
        return undefined;
      }
    }, 90_000);
  }

  /** Everything a container has logged. */
  async log(short: string): Promise<string> {
    const { stdout, stderr } = await tryExec("docker", ["logs", this.name(short)]);
    return stdout + stderr;
  }

  /** Removes one container, its named volumes stay. */
  async remove(short: string): Promise<void> {
    await exec("docker", ["rm", "--force", this.name(short)]);
  }
}

/** The mount flags of a file on this machine. */
export function mounted(file: string, path: string): string[] {
  return ["--volume", `${file}:${path}:ro`];
}
