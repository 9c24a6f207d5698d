import { refusedJump } from "../../images/index.ts";
import { mountedVolume, type ServiceModel, type VolumeModel } from "../../model/index.ts";
import type { Check, Finding } from "../check.ts";
import { knowledgeOf, publishedImage } from "../images.ts";

/** Holds the image that a volume is on record with against the one that is to have it now; lib/apply/upgrades.ts asks it again. */
export const forbiddenUpgrade: Check = {
  code: "HL137",
  level: "error",
  waivable: true,
  title: "A version that does not take the data of the one before",
  why: "The names ledger has the image that a volume's data is of, as it was rendered or applied last; `preview` and `up` go by the container that has it on the host. Some apps take the data of the version right before theirs alone, some of none, and hardly one of a newer version: it ends as it starts, or damages what it finds.",
  fix: "go by the versions that the message names, each until it is healthy",
  reference: "the apps' own documentation of upgrades",
  *find(model) {
    for (const { services, volumes } of model.stacks) {
      for (const volume of volumes) {
        // Of several containers of one image, such as an app's and that of its jobs, the first says it.
        const found = services.filter((service) => mounts(service, volume)).map((service) => judge(service, volume));
        const first = found.find((one) => one !== undefined);
        if (first) yield first;
      }
    }
  },
};

function mounts({ mounts: all }: ServiceModel, { key }: VolumeModel): boolean {
  return all.some((mount) => mountedVolume(mount) === key);
}

function judge({ image, path }: ServiceModel, { formerImage, path: volume }: VolumeModel): Finding | undefined {
  if (formerImage === undefined) return undefined;
  const [{ name, tag: before }, { name: present, tag: after }] = [publishedImage(formerImage), publishedImage(image)];
  const { upgrade } = knowledgeOf(image);
  if (upgrade === undefined || name !== present || before === undefined || after === undefined) return undefined;
  const refused = refusedJump(upgrade, before, after);
  if (refused === undefined) return undefined;
  return {
    path,
    message: `the data in ${volume} is of ${name}:${before}, and now to be that of ${after}: ${refused}. ${upgrade.why}`,
    fix: upgrade.instead,
  };
}
