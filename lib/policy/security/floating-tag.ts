import type { Check } from "../check.ts";
import { publishedImage } from "../images.ts";
import { perService } from "../per-service.ts";

const floating = /^(latest|stable|main|master|edge|nightly|dev|develop|development|beta|release|rolling|lts|mainline)$/;

export const floatingTag: Check = {
  code: "HL111",
  level: "warning",
  title: "An image that changes under its name",
  why: "A tag is a pointer. `latest`, and no tag, name another version tomorrow, with other data formats, and the day before yesterday's cannot be named at all.",
  fix: "write the version's tag, `:1.30.4`, or a digest",
  reference: "OWASP Docker Security Cheat Sheet rule 13; CIS Docker Benchmark 5.28",
  covers: ["CL-0004", "service-image-require-explicit-tag"],
  find: perService(function* (service) {
    const { tag, digest } = publishedImage(service.image);
    if (digest !== undefined) return;
    if (tag === undefined) yield `the image ${service.image} has no tag`;
    else if (floating.test(tag)) yield `the image ${service.image} has a tag that moves`;
  }),
};
