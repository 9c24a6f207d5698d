import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Nextcloud",
  about: "the app and its background jobs",
  takes: "a `database`, a `cache`",
  gives: "`web`",
  user: "starts as root; Apache's workers, PHP and the jobs run as www-data (33)",
  rotation:
    "the administrator's password, which is read at installation only: `occ user:resetpassword`. Those of the database and the cache are read at each start",
  verified: standIn(
    "`test/engine/images-nextcloud.test.ts`, `test/engine/apps-changes.test.ts`, `test/engine/homelab.test.ts`",
  ),
  state: {
    volumes: { html: "files", data: "files" },
    quiesce: {
      begin: ["php", "/var/www/html/occ", "maintenance:mode", "--on"],
      end: ["php", "/var/www/html/occ", "maintenance:mode", "--off"],
      user: "www-data",
    },
    restore: "with its database, at the same version; then `occ maintenance:data-fingerprint`",
  },
};
