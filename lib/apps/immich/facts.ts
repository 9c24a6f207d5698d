import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Immich",
  about: "pictures and films, with faces and things found in them",
  takes: "a `database` with its extensions, a `cache`, `library`, `machineLearning`",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "nothing: the passwords of the database and the cache are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { library: "files", models: "rebuilt" },
    // Made of the originals again; its own dumps take a superuser, which it is not.
    rebuilt: ["/data/thumbs", "/data/encoded-video", "/data/backups"],
    quiesce: "stop",
    restore: "the database first, by its dump, then the files, at the same version",
  },
};
