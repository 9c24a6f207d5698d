import type { OnChange } from "../../apply/engine.ts";
import { openSession, unseenBy } from "../../apply/session.ts";
import { needingCredentials } from "../../demo/model.ts";
import type { HomelabModel } from "../../model/index.ts";
import { openStore } from "../../secrets/store.ts";
import { endNow } from "../../system/ending.ts";
import { tell } from "../../terminal/streams.ts";
import { showing } from "../terminal/live.ts";
import { tellChange } from "../terminal/tell-change.ts";
import { anonymousVolumes, demoObjects, removeContainers } from "./engine.ts";
import { demoFolder, forgetState, makeProject, type Notes, readNotes, writeNotes } from "./folder.ts";
import { chooseImages } from "./images.ts";
import { endPulumi } from "./leftovers.ts";
import { madeUpSecrets } from "./secrets.ts";

/** How a demo was brought up. */
export interface AppliedDemo {
  /** The paths of the services that were not started. */
  readonly leftOut: readonly string[];
  /** The registry of the stand-ins; nothing where the images are the real ones. */
  readonly mirror: string | undefined;
}

/** Brings the example up by Pulumi, in the demo's own project. Where the last run was interrupted it begins again, data kept. */
export async function applyDemo(model: HomelabModel, notes: Notes): Promise<AppliedDemo> {
  await endPulumi();
  if (!notes.finished) {
    tell("an earlier run did not end: its containers are recreated");
    await removeContainers(await demoObjects());
    await forgetState(model.name);
  }
  const { containers } = await demoObjects();
  const anonymous = [...new Set([...notes.anonymous, ...(await anonymousVolumes(containers))])].sort();
  const mirror = await chooseImages(model, { ...notes, anonymous, finished: false });
  // A stand-in takes any credentials of the right form; the real program would knock at somebody's door with them.
  const leftOut = mirror === undefined ? needingCredentials(model) : [];
  const file = await makeProject({ stack: model.name, mirror, leftOut });
  await makeUpSecrets(model);
  const session = await openSession(file);
  let changes = 0;
  process.once("SIGINT", () => {
    tell("interrupted: run it again to go on, or with --down to remove what there is");
    endNow(130);
  });
  // What is made at once is told once.
  const plain: OnChange = (change, done) => {
    if (done || change.kind === "container" || change.kind === "image") tellChange(change, done);
  };
  const redo = unseenBy(await session.drift());
  await showing({ ...session, plain }, (onChange) => {
    const note: OnChange = (change, done) => {
      if (done) changes += 1;
      onChange(change, done);
    };
    return session.engine.up(note, redo);
  });
  const noted = await readNotes();
  if (noted !== undefined) await writeNotes({ ...noted, finished: true });
  tell(changes === 0 ? "nothing to do: the demo is up" : "the demo is up");
  return { leftOut, mirror };
}

async function makeUpSecrets(model: HomelabModel): Promise<void> {
  const store = await openStore(demoFolder());
  for (const [name, value] of madeUpSecrets(model)) {
    if (store.has(name)) continue;
    store.set(name, value);
    tell(`made up ${name}, which somebody else would issue: it opens nothing`);
  }
  await store.save();
}
