import { expect, it, onTestFinished } from "vitest";
import { engine } from "./engine.ts";

it("a project that was there before is left alone, and said to be in the way", async () => {
  const volume = `claims-foreign-${process.pid}`;
  await engine.docker(["volume", "create", "--label", `com.docker.compose.project=${volume}`, volume]);
  onTestFinished(async () => {
    await engine.docker(["volume", "rm", volume]);
  });
  await expect(engine.cleanup([volume])).rejects.toThrow(`a Compose project "${volume}" that is not these tests' own`);
  expect((await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${volume}`])).trim()).toBe(volume);
});
