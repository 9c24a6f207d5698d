import { afterEach, describe, expect, it, vi } from "vitest";
import { parseOsRelease } from "../../lib/tools/apt.ts";
import { askDocker } from "../../lib/tools/docker.ts";
import { dockerPackages, howToInstallDocker } from "../../lib/tools/docker-install.ts";

const debian12 = { id: "debian", version: "12" };

describe("Docker's packages", () => {
  it("come from Debian 13 on Debian 12, and from the machine's own release on later ones", () => {
    expect(dockerPackages(debian12)?.release).toBe("trixie");
    for (const version of ["13", "14", ""]) expect(dockerPackages({ id: "debian", version })?.release).toBeUndefined();
  });

  it("are called otherwise on Ubuntu", () => {
    expect(dockerPackages({ id: "ubuntu", version: "24.04" })?.packages).toContain("docker-compose-v2");
  });

  it("are not known of any other system, nor of an Ubuntu without Compose", () => {
    expect(dockerPackages({ id: "fedora", version: "42" })).toBeUndefined();
    expect(dockerPackages({ id: "ubuntu", version: "20.04" })).toBeUndefined();
  });
});

describe("os-release", () => {
  it("is read with and without quotes, and with the version missing", () => {
    expect(parseOsRelease('NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n')).toEqual({
      id: "ubuntu",
      version: "24.04",
    });
    expect(parseOsRelease("PRETTY_NAME='Debian GNU/Linux forky/sid'\nID=debian")).toEqual({
      id: "debian",
      version: "",
    });
  });
});

describe("what to install", () => {
  it("is said for each system", () => {
    expect(howToInstallDocker("darwin", undefined)).toMatch(/Docker Desktop, OrbStack or Colima/);
    expect(howToInstallDocker("linux", { id: "debian", version: "13" })).toMatch(
      /apt-get install docker\.io .*docker-compose/,
    );
    expect(howToInstallDocker("linux", debian12)).toMatch(/docs\.docker\.com.* as root/);
    expect(howToInstallDocker("linux", { id: "arch", version: "" })).toMatch(/docs\.docker\.com/);
  });
});

describe("without a docker command", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("the problem says so and how to fix it", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    vi.stubEnv("DOCKER_HOST", undefined);
    expect(await askDocker()).toMatchObject({ code: "HL900", fix: expect.stringMatching(/install|start/i) });
  });

  it("an engine elsewhere asks for the client alone", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    vi.stubEnv("DOCKER_HOST", "ssh://nas");
    expect(await askDocker()).toMatchObject({ code: "HL902", fix: expect.stringContaining("ssh://nas") });
  });
});
