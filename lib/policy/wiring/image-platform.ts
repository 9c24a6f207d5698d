import type { Check } from "../check.ts";
import { groupBy, servicesOf } from "../walk.ts";

export const imagePlatform: Check = {
  code: "HL057",
  level: "error",
  title: "An image of two platforms",
  why: "Docker's classic store of images keeps one platform for a name: what is pulled for the one service is taken away from the other.",
  fix: "give all services of the image the same `platform`, or name the image of one by its digest",
  reference: "Docker: `docker pull --platform`",
  *find(model) {
    for (const [image, [first, ...others]] of groupBy(servicesOf(model), ({ service }) => service.image)) {
      for (const { service } of others) {
        if (service.platform === first?.service.platform) continue;
        const [own, other] = [service.platform, first?.service.platform].map((one) => one ?? "the engine's own");
        yield {
          path: service.path,
          message: `its image ${image} is of platform ${own}, and of ${other} for "${first?.service.path}"`,
        };
      }
    }
  },
};
