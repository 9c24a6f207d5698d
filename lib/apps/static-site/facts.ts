import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "StaticSite",
  about: "files, shown as they are",
  takes: "a `folder`, else a volume",
  gives: "`web`, `content`",
  user: "starts as root; its workers run as nginx (101)",
  rotation: "nothing: it has no secret",
  verified: "nginx itself, as Debian has it: `test/engine/sign-on.test.ts`",
  state: {
    volumes: { content: "files" },
    restore: "the whole folder",
  },
};
