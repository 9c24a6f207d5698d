import type { Check } from "../check.ts";
import { publishedImage } from "../images.ts";
import { perService } from "../per-service.ts";

/** Docker Hub, postgres, "PGDATA": version 18 moved the volume one folder up. */
export const postgresFolder: Check = {
  code: "HL134",
  level: "error",
  waivable: true,
  title: "A PostgreSQL volume at another version's place",
  why: "Up to version 17 the image keeps its data in /var/lib/postgresql/data, and what is mounted one folder up stays empty: the data goes into a volume without a name. From 18 on it keeps it below /var/lib/postgresql, and does not start with a volume mounted at the old place.",
  fix: "mount the volume at `/var/lib/postgresql/data` up to version 17, at `/var/lib/postgresql` from 18 on",
  reference: "the image's documentation of PGDATA",
  find: perService(function* ({ image, mounts, environment }) {
    const { name, tag } = publishedImage(image);
    const major = Number(/^\d+/.exec(tag ?? "")?.[0]);
    if (name !== "docker.io/library/postgres" || !(major > 0) || environment["PGDATA"] !== undefined) return;
    const wrong = major < 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
    const targets = mounts.map(({ target }) => target);
    if (targets.includes(wrong) && !(major < 18 && targets.includes("/var/lib/postgresql/data"))) {
      yield `PostgreSQL ${major} has a volume at ${wrong}`;
    }
  }),
};
