import { describe, expect, it } from "vitest";
import { knownImage, refusedJump } from "../../lib/images/index.ts";

function refused(name: string, before: string, after: string): string | undefined {
  const { upgrade } = knownImage(name, after);
  if (upgrade === undefined) throw new Error(`nothing is known of upgrades of ${name}`);
  return refusedJump(upgrade, before, after);
}

const nextcloud = "docker.io/library/nextcloud";
const postgres = "docker.io/library/postgres";
const mariadb = "docker.io/library/mariadb";
const authentik = "ghcr.io/goauthentik/server";
const paperless = "ghcr.io/paperless-ngx/paperless-ngx";
const forgejo = "codeberg.org/forgejo/forgejo";

describe("a version takes the data of", () => {
  it.each([
    [nextcloud, "33.0.8-apache", "34.0.3-apache"],
    [nextcloud, "34.0.2-apache", "34.0.3-fpm"],
    [nextcloud, "34-apache", "34.0.3-apache"],
    [postgres, "17.11-trixie", "17.12-trixie"],
    [postgres, "17.12", "17.11"],
    [mariadb, "11.4.9-noble", "11.8.8-noble"],
    [mariadb, "11.8.8", "11.8.6"],
    [authentik, "2026.5.3", "2026.8.0"],
    [paperless, "2.20.15", "3.0.5"],
    [paperless, "2.14.0", "2.20.15"],
    [forgejo, "11.0.3", "15.0.7"],
    // Neither says which version it is.
    [nextcloud, "stable-apache", "34.0.3-apache"],
    [postgres, "17.11", "latest"],
    [postgres, "7cc5f1a", "17.11"],
  ])("%s %s: %s", (name, before, after) => {
    expect(refused(name, before, after)).toBeUndefined();
  });
});

describe("a version does not take the data of", () => {
  it.each([
    [nextcloud, "32.0.14-apache", "34.0.3-apache", "from 32 to 34 it goes by 33"],
    [nextcloud, "30.0.1", "33.0.8", "from 30 to 33 it goes by 31, then 32"],
    [nextcloud, "34.0.3-apache", "33.0.8-apache", "33 is older than 34"],
    [nextcloud, "34.0.3-apache", "34.0.1-apache", "34.0.1-apache is older than 34.0.3-apache"],
    [postgres, "17.11-trixie", "18.6-trixie", "18 does not read the data of 17"],
    [postgres, "18.6", "17.11", "17 is older than 18"],
    [mariadb, "10.6.22", "11.8.8-noble", "from 10.6 to 11.8 it goes by 10.11, then 11.4"],
    [mariadb, "11.8.8", "11.4.9", "11.4 is older than 11.8"],
    [authentik, "2025.10.4", "2026.8.0", "from 2025.10 to 2026.8 it goes by 2025.12, then 2026.2, then 2026.5"],
    [paperless, "2.19.0", "3.0.5", "to 3 it goes by 2.20.15"],
    [forgejo, "15.0.7", "14.0.2", "14 is older than 15"],
    [forgejo, "15.0.7", "15.0.2", "15.0.2 is older than 15.0.7"],
  ])("%s %s: %s", (name, before, after, why) => {
    expect(refused(name, before, after)).toBe(why);
  });
});
