// Installs a tool in a process of its own, holding its make open until a file appears: argv is that file and a log.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { install } from "../../lib/tools/cache.ts";

const [, , gate = "", log = ""] = process.argv;

const onProgress = (line: string) => console.log(`progress: ${line}`);
const place = await install(
  "tool",
  "1.0.0",
  async (folder) => {
    appendFileSync(log, "made\n");
    writeFileSync(join(folder, "half"), "half");
    console.log("making");
    while (!existsSync(gate)) await pause(20);
    writeFileSync(join(folder, "whole"), "whole");
  },
  { onProgress },
);
console.log(`place: ${place}`);
