import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Nextcloud",
  about: "the app and its background jobs",
  takes: "a `database`, a `cache`",
  gives: "`web`",
  user: "starts as root; Apache's workers, PHP and the jobs run as www-data (33)",
  rotation:
    "the administrator's password, which is read at installation only: `occ user:resetpassword`. Those of the database and the cache are read at each start",
  signOn:
    "a task installs and turns on the app `user_oidc`, from Nextcloud's store, and enters the provider `Sign-on` by `occ user_oidc:provider`, with the client secret from its file. Where the provider's name leads to a private address, Nextcloud asks it only with `allow_local_remote_servers`: the task fails and says so, and turns that on for nobody. Visitors get an account as they come, of a name that no other account can have. Once no route asks for sign-on, the app is turned off, unless it has other providers; the provider stays in it, since the accounts that came by it hang on it. The options are read from the app's source (lib/Command/UpsertProvider.php, 8.7); neither ran them",
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
