import type { KnownImage } from "./known-image.ts";

export const mongo = {
  names: ["docker.io/library/mongo"],
  firstStart: {
    variable: /^MONGO_INITDB_ROOT_PASSWORD(_FILE)?$/,
    renewal: () => ({
      command: ["mongosh", "-u", "root", "admin"],
      enter: "db.changeUserPassword('root', passwordPrompt())",
    }),
  },
} as const satisfies KnownImage;
