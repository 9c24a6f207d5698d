import { expect, it, onTestFinished } from "vitest";
import { leftoversOf } from "./claims.ts";
import { engine } from "./engine.ts";

async function projectOfOneVolume(): Promise<string> {
  const volume = `claims-foreign-${process.pid}`;
  await engine.docker(["volume", "create", "--label", `com.docker.compose.project=${volume}`, volume]);
  onTestFinished(async () => {
    await engine.docker(["volume", "rm", volume]);
  });
  return volume;
}

it("a project that was there before is left alone, and said to be in the way", async () => {
  const volume = await projectOfOneVolume();
  await expect(engine.cleanup([volume])).rejects.toThrow(`a Compose project "${volume}" that is not these tests' own`);
  expect((await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${volume}`])).trim()).toBe(volume);
});

it("of a killed run's projects, one that was made after it is somebody's by now, and left alone", async () => {
  const volume = await projectOfOneVolume();
  const now = Date.now();
  expect(await leftoversOf([volume], now)).toEqual([[[], [], [volume]]]);
  await expect(leftoversOf([volume], now - 600_000)).rejects.toThrow(`a Compose project "${volume}" that is not`);
});
