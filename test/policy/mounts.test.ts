import {
  ConfigFile,
  type Homelab,
  Service,
  type ServiceProps,
  Stack,
  Volume,
  type VolumeClass,
} from "../../lib/core/index.ts";
import { type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";

const mounts =
  (props: (stack: Stack) => Partial<ServiceProps>): Define =>
  (lab) => {
    const stack = new Stack(lab, "a");
    new Service(stack, "app", { image, ...props(stack) });
  };
const volume = (stack: Stack, id: string, target: string) => ({
  volume: new Volume(stack, id, { class: "data" }),
  target,
});

table("HL028", {
  trips: {
    "two volumes": [
      "a/app",
      mounts((stack) => ({ volumes: [volume(stack, "x", "/data"), volume(stack, "y", "/data/")] })),
    ],
    "a volume and a tmpfs": [
      "a/app",
      mounts((stack) => ({ volumes: [volume(stack, "x", "/tmp")], tmpfs: { "/tmp/": "" } })),
    ],
    "a volume and a copied file": [
      "a/app",
      mounts((stack) => ({
        volumes: [{ bind: "/srv/app.conf", target: "/etc/app.conf" }],
        configs: [new ConfigFile(stack, "conf", { target: "/etc/app.conf", content: { text: "x" } })],
      })),
    ],
  },
  passes: {
    "a volume inside of another": mounts((stack) => ({
      volumes: [volume(stack, "x", "/data"), volume(stack, "y", "/data/photos")],
    })),
  },
});

const folders = (one: string, other: string): Define => {
  return (lab) => {
    for (const [id, path] of Object.entries({ a: one, b: other })) {
      const stack = new Stack(lab, id);
      const data = new Volume(stack, "data", { class: "data", storage: { path } });
      new Service(stack, "app", { image, volumes: [{ volume: data, target: "/data" }] });
    }
  };
};

table("HL029", {
  trips: { "two volumes in one folder": ["b/data", folders("/srv/data", "/srv/data")] },
  passes: {
    "two folders": folders("/srv/a", "/srv/b"),
    "one volume of two stacks": (lab) => {
      const a = new Stack(lab, "a");
      const data = new Volume(a, "data", { class: "media", storage: { path: "/srv/media" } });
      new Service(a, "app", { image, volumes: [{ volume: data, target: "/data" }] });
      new Service(new Stack(lab, "b"), "app", { image, volumes: [{ volume: data, target: "/data" }] });
    },
  },
});

/** Two services that mount one volume, which is declared in the stack or in the first of them. */
const shared =
  (
    kind: VolumeClass,
    {
      inApp = false,
      readOnly = false,
      elsewhere = false,
    }: { inApp?: boolean; readOnly?: boolean; elsewhere?: boolean } = {},
  ): Define =>
  (lab: Homelab) => {
    const stack = new Stack(lab, "a");
    const place = { storage: { path: "/srv/shared" } };
    const data = new Volume(stack, "data", { class: kind, ...place });
    const props = (target: Volume): ServiceProps => ({ image, volumes: [{ volume: target, target: "/data" }] });
    if (!inApp) {
      new Service(stack, "app", props(data));
      const other = elsewhere ? new Stack(lab, "b") : stack;
      new Service(other, "backup", { image, volumes: [{ volume: data, target: "/data", readOnly }] });
      return;
    }
    const app = new Service(stack, "app", { image });
    const own = new Volume(app, "files", { class: kind });
    app.override({ volumes: [{ volume: own, target: "/data" }] });
    new Service(app, "cron", props(own));
    new Service(stack, "other", { image, volumes: [{ volume: own, target: "/data", readOnly }] });
  };

table("HL030", {
  trips: {
    "two writers of one stack": ["a/data", shared("database")],
    "two writers of two stacks": ["a/data", shared("database", { elsewhere: true })],
  },
  passes: {
    "a writer and a reader": shared("database", { readOnly: true }),
    "two writers of other data": shared("data"),
  },
});

table("HL031", {
  trips: {
    "another stack that writes": ["b/backup", shared("data", { elsewhere: true })],
    "a service outside of the component": ["a/other", shared("data", { inApp: true })],
  },
  passes: {
    "another stack that reads": shared("data", { elsewhere: true, readOnly: true }),
    "two services of the stack that it is declared in": shared("data"),
    "two services of one component, and a reader": shared("data", { inApp: true, readOnly: true }),
    "media that two stacks write to": shared("media", { elsewhere: true }),
  },
});

type As = Pick<ServiceProps, "user" | "environment">;

const writing = (one: As, other: As, folders: readonly [string, string] = ["/srv/media", "/srv/media"]): Define => {
  return (lab) => {
    for (const [index, id] of (["a", "b"] as const).entries()) {
      const volumes = [{ bind: folders[index] ?? "", target: "/data" }];
      new Service(new Stack(lab, id), "app", { image, volumes, ...(index === 0 ? one : other) });
    }
  };
};
const ids = (PUID: string, PGID: string): As => ({ environment: { PUID, PGID } });

table("HL052", {
  trips: {
    "two users of two groups": ["b/app", writing(ids("1000", "1000"), ids("1001", "1001"))],
    "a user by number": ["b/app", writing({ user: "1000" }, ids("1001", "1001"))],
    "a folder within the other's": [
      "b/app",
      writing({ user: "7:7" }, { user: "8:8" }, ["/srv/media", "/srv/media/tv"]),
    ],
    "a folder around the other's": [
      "a/app",
      writing({ user: "7:7" }, { user: "8:8" }, ["/srv/media/tv", "/srv/media"]),
    ],
    "a volume": [
      "a/other",
      (lab) => {
        const stack = new Stack(lab, "a");
        const volumes = [volume(stack, "x", "/data")];
        new Service(stack, "app", { image, volumes, user: "1:1" });
        new Service(stack, "other", { image, volumes, user: "2:2" });
      },
    ],
  },
  passes: {
    "one user": writing(ids("1000", "1000"), { user: "1000:1000" }),
    "two users of one group": writing(ids("1000", "1000"), ids("1001", "1000")),
    "users that the images have": writing({}, { user: "www-data" }),
    "another folder": writing({ user: "7:7" }, { user: "8:8" }, ["/srv/media", "/srv/mediathek"]),
  },
});
