import { LinuxServer, type Stack, Volume } from "homelab-stacks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { Rendered } from "./rendered.ts";
import { describeStandIns } from "./standins.ts";

let lab: Rendered;

const define =
  (without?: string) =>
  (stack: Stack): void => {
    const folders = [{ volume: new Volume(stack, "media", { class: "media" }), target: "/media" }];
    const { service } = new LinuxServer(stack, "app", { app: "sonarr", uid: 1234, gid: 4321, umask: "027", folders });
    const { capAdd = [], healthcheck } = service.effectiveProps;
    // Asked more often, for the test's sake alone.
    if (typeof healthcheck === "object") service.override({ healthcheck: { ...healthcheck, interval: "1s" } });
    if (without !== undefined) service.override({ capAdd: capAdd.filter((one) => one !== without) });
  };

beforeAll(async () => {
  lab = await Rendered.open("linuxserver-test");
});

afterAll(() => lab?.close());

describeStandIns("an image of linuxserver.io", () => {
  it("starts as root, owns its folder, and runs the app as the user that it is given", async () => {
    await lab.up(define(), () => "");
    const seen = JSON.parse(await lab.exec("app", ["curl", "-fsS", "http://localhost:8989/standin"]));
    expect(seen).toMatchObject({ app: "linuxserver/sonarr", uid: 1234, gid: 4321, umask: "027", starts: 1 });
    expect(await lab.exec("app", ["stat", "-c", "%u:%g", "/config"])).toBe("1234:4321\n");
    expect(await lab.exec("app", ["stat", "-c", "%u", "/proc/1"])).toBe("0\n");
  });

  it("stops when it is told to, and finds its folder again", async () => {
    await engine.docker(["restart", lab.container("app")]);
    expect((await engine.inspect(lab.container("app"))).State.ExitCode).toBe(0);
    await lab.up(define(), () => "");
    const seen = JSON.parse(await lab.exec("app", ["curl", "-fsS", "http://localhost:8989/standin"]));
    expect(seen.starts).toBeGreaterThan(1);
  });

  it.each(["CHOWN", "SETGID", "SETUID"])("does not start without %s", async (name) => {
    await engine.cleanup([lab.project]);
    await expect(lab.up(define(name), () => "")).rejects.toThrow("app keeps restarting");
  });
});
