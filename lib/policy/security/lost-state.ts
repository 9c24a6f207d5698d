import type { Check } from "../check.ts";
import { knowledgeOf } from "../images.ts";
import { perService } from "../per-service.ts";
import { isWithin } from "../walk.ts";

export const lostState: Check = {
  code: "HL133",
  level: "warning",
  title: "State that dies with its container",
  why: "The image keeps its data in a folder that no volume covers. The next change of the definition replaces the container, and the data is gone, or in a volume without a name.",
  fix: "mount a Volume there",
  reference: "the images' documentation",
  find: perService(function* ({ image, mounts, tmpfs, oneShot }) {
    const { state } = knowledgeOf(image);
    if (state === undefined || oneShot) return;
    const covered = [...mounts.map(({ target }) => target), ...Object.keys(tmpfs)];
    if (covered.some((target) => isWithin(target, state) || isWithin(state, target))) return;
    yield `${image} keeps its data in ${state}, where nothing is mounted`;
  }),
};
