import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const oneShotRestart: Check = {
  code: "HL034",
  level: "error",
  title: "A one-shot that restarts for ever",
  why: "`always` and `unless-stopped` start a container again after it has ended well: the job runs without end, and whoever waits for its success waits for ever.",
  fix: "leave out `restart`, or use `on-failure:3`",
  reference: "Docker: restart policies",
  find: perService(function* ({ oneShot, restart }) {
    if (oneShot && (restart === "always" || restart === "unless-stopped"))
      yield `it runs once, and its restart is ${restart}`;
  }),
};
