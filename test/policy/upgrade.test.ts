import { external, Homelab, Nextcloud, Postgres, Secret, Service, Stack, sqlDatabase, Volume } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { emptyLedger, type Ledger } from "../../lib/model/index.ts";
import { analyse } from "../../lib/project/analyse.ts";
import { table } from "./table.ts";

const nextcloud = (tag: string) => `docker.io/library/nextcloud:${tag}`;

/** A plain service with the image, its data on a volume: `files/app/data`. */
function plain(image: string, more: object = {}) {
  return (lab: Homelab) => {
    const stack = new Stack(lab, "files");
    const service = new Service(stack, "app", { image, ...more });
    service.override({
      volumes: [{ volume: new Volume(service, "data", { class: "data" }), target: "/var/www/html" }],
    });
    return service;
  };
}

function analysed(define: (lab: Homelab) => unknown, ledger: Ledger = emptyLedger) {
  const lab = new Homelab("kite", { domain: "example.com" });
  define(lab);
  return analyse(lab, { ledger });
}

/** What the check finds where the first definition is on record, and the second is there now. */
function found(before: (lab: Homelab) => unknown, after: (lab: Homelab) => unknown) {
  const { ledger } = analysed(before);
  const all = analysed(after, ledger?.ledger).found;
  return all.filter(({ code }) => code === "HL137");
}

describe("HL137", () => {
  it("is found where an app would go over a version, with the way to go", () => {
    expect(found(plain(nextcloud("32.0.14-apache")), plain(nextcloud("34.0.3-apache")))).toMatchObject([
      {
        level: "error",
        path: "files/app",
        message: expect.stringContaining("from 32 to 34 it goes by 33"),
        fix: expect.stringContaining("one major version to the next"),
      },
    ]);
  });

  it("is not found from one to the next, nor where nothing is on record", () => {
    expect(found(plain(nextcloud("33.0.8-apache")), plain(nextcloud("34.0.3-apache")))).toEqual([]);
    expect(found(() => undefined, plain(nextcloud("34.0.3-apache")))).toEqual([]);
  });

  it("knows the image behind a mirror, and by its short name", () => {
    expect(found(plain("nextcloud:32"), plain("127.0.0.1:5000/docker.io/library/nextcloud:34"))).toHaveLength(1);
  });

  it("says nothing of another image on the same volume, or of one by digest alone", () => {
    expect(found(plain(nextcloud("32")), plain("docker.io/library/nginx:1.30.4"))).toEqual([]);
    const digest = `sha256:${"a".repeat(64)}`;
    expect(found(plain(nextcloud("32")), plain(`docker.io/library/nextcloud@${digest}`))).toEqual([]);
  });

  it("is found once for an app and its jobs, which have one volume", () => {
    const database = (stack: Stack) =>
      sqlDatabase({
        engine: "postgres",
        endpoint: external("postgres", "10.0.0.5", 5432),
        database: "cloud",
        user: "cloud",
        password: Secret.provided(stack, "password"),
      });
    const of = (image?: string) => (lab: Homelab) => {
      const stack = new Stack(lab, "files");
      const cloud = new Nextcloud(stack, "cloud", { database: database(stack) });
      if (image) for (const one of [cloud.service, cloud.cron]) one.override({ image });
    };
    const both = found(of(nextcloud("32.0.14-apache")), of());
    expect(both.map(({ path }) => path)).toEqual(["files/cloud", "files/cloud"]);
    expect(new Set(both.map(({ message }) => message)).size).toBe(2);
  });

  it("is found for another major version of PostgreSQL, where it is told as such", () => {
    const of = (version: 17 | 18) => (lab: Homelab) => new Postgres(new Stack(lab, "db"), "postgres", { version });
    expect(found(of(17), of(18))).toMatchObject([
      {
        path: "db/postgres",
        message: expect.stringContaining("18 does not read the data of 17"),
        fix: expect.stringContaining("dump it"),
      },
    ]);
  });

  it("follows what is moved", () => {
    const moved = (lab: Homelab) => {
      const stack = new Stack(lab, "cloud");
      const service = new Service(stack, "app", { image: nextcloud("34") });
      service.override({ volumes: [{ volume: new Volume(service, "data", { class: "data" }), target: "/v" }] });
      lab.moved("files", "cloud");
    };
    expect(found(plain(nextcloud("32")), moved)).toMatchObject([{ path: "cloud/app" }]);
  });

  it("can be accepted, and then the new image is on record", () => {
    const { ledger } = analysed(plain(nextcloud("32")));
    const accepted = analysed(
      (lab) => plain(nextcloud("34"))(lab).acknowledge("HL137", "the volume is new"),
      ledger?.ledger,
    );
    expect(accepted.found.filter(({ code }) => code === "HL137")).toEqual([]);
    expect(accepted.ledger?.ledger.entries.get("files/app/data")).toMatchObject({ image: nextcloud("34") });
  });

  it("puts no image on record of which nothing is known, nor where two have one volume", () => {
    const imageOf = (define: (lab: Homelab) => unknown) =>
      analysed(define).ledger?.ledger.entries.get("files/app/data") as { image?: string } | undefined;
    expect(imageOf(plain("docker.io/library/nginx:1.30.4"))?.image).toBeUndefined();
    const two = (lab: Homelab) => {
      const service = plain(nextcloud("34"))(lab);
      const { volumes = [] } = service.effectiveProps;
      new Service(Stack.of(service), "other", { image: nextcloud("33"), volumes });
    };
    expect(imageOf(two)?.image).toBeUndefined();
  });
});

const parts =
  (server: string, learning: string, name = "ghcr.io/immich-app/immich-machine-learning") =>
  (lab: Homelab) => {
    const stack = new Stack(lab, "photos");
    new Service(stack, "server", { image: `ghcr.io/immich-app/immich-server:${server}` });
    new Service(stack, "learning", { image: `${name}:${learning}` });
  };

table("HL151", {
  trips: {
    "companions of two versions": ["photos/learning", parts("v3.1.0", "v3.0.2")],
    "two versions of what runs twice": [
      "auth/worker",
      (lab) => {
        const stack = new Stack(lab, "auth");
        new Service(stack, "server", { image: "ghcr.io/goauthentik/server:2026.5.1" });
        new Service(stack, "worker", { image: "ghcr.io/goauthentik/server:2026.8.0" });
      },
    ],
  },
  passes: {
    "companions of one version, of which one is a variant": parts("v3.1.0", "v3.1.0-cuda"),
    "what is no companion": parts("v3.1.0", "1.30.4", "docker.io/library/nginx"),
  },
});
