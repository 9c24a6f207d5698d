import {
  ConfigFile,
  type Homelab,
  Secret,
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

/** A service with a config file at a path. */
const delivered = (target: string, props: (stack: Stack) => Partial<ServiceProps> = () => ({})): Define =>
  mounts((stack) => ({
    ...props(stack),
    configs: [new ConfigFile(stack, "conf", { target, content: { text: "x" } })],
  }));

/** A service with a secret's file, by default in `/run/secrets`. */
const secretly = (props: (stack: Stack) => Partial<ServiceProps>, target?: string): Define =>
  mounts((stack) => ({
    ...props(stack),
    environment: { TOKEN_FILE: Secret.generated(stack, "token").file(target === undefined ? {} : { target }) },
  }));

const tmpfs = (path: string) => () => ({ tmpfs: { [path]: "" } });

table("HL054", {
  trips: {
    "a secret below a tmpfs": ["a/app", secretly(tmpfs("/run"))],
    "a secret in a tmpfs of its own folder": ["a/app", secretly(tmpfs("/run/secrets/"))],
    "a secret below a tmpfs by another name": ["a/app", secretly(tmpfs("/var/run"))],
    "a secret by another name below a tmpfs": ["a/app", secretly(tmpfs("/run"), "/var/run/token")],
    "a config below a tmpfs": ["a/app", delivered("/scratch/app.conf", tmpfs("/scratch"))],
    "a config below a tmpfs inside of a volume": [
      "a/app",
      delivered("/data/tmp/x", (stack) => ({ volumes: [volume(stack, "x", "/data")], tmpfs: { "/data/tmp": "" } })),
    ],
    "a config in a volume that is read-only": [
      "a/app",
      delivered("/data/x", (stack) => ({ volumes: [{ ...volume(stack, "x", "/data"), readOnly: true }] })),
    ],
    "a config in a folder that is read-only": [
      "a/app",
      delivered("/data/x", () => ({ volumes: [{ bind: "/srv/x", target: "/data", readOnly: true }] })),
    ],
    "a volume below a config": [
      "a/app",
      delivered("/data", (stack) => ({ volumes: [volume(stack, "x", "/data/photos")] })),
    ],
    "a config below another": [
      "a/app",
      mounts((stack) => ({
        configs: ["/etc/app", "/etc/app/x"].map(
          (target, index) => new ConfigFile(stack, `f${index}`, { target, content: { text: "x" } }),
        ),
      })),
    ],
    "a config where Docker has its own hosts": ["a/app", delivered("/etc/hosts")],
    "a config where Docker has its own resolver": ["a/app", delivered("/etc/resolv.conf")],
    "a config where Docker has its own name": ["a/app", delivered("/etc/hostname")],
    "a config among the devices": ["a/app", delivered("/dev/shm/x")],
    "a config in the kernel's folders": ["a/app", delivered("/proc/x")],
    "a config in the place of Docker's init": ["a/app", delivered("/sbin/docker-init", () => ({ init: true }))],
  },
  passes: {
    "a secret beside a tmpfs": secretly(() => ({ tmpfs: { "/tmp": "", "/run/app": "", "/run/secret": "" } })),
    "a config in a volume": delivered("/data/x", (stack) => ({ volumes: [volume(stack, "x", "/data")] })),
    "a config in a volume inside of a tmpfs": delivered("/run/app/x", (stack) => ({
      volumes: [volume(stack, "x", "/run/app")],
      tmpfs: { "/run": "" },
    })),
    "a config in the place of an init that is not there": delivered("/sbin/docker-init"),
  },
});

table("HL136", {
  trips: {
    "a secret in a volume": [
      "a/app",
      secretly((stack) => ({ volumes: [volume(stack, "x", "/data")] }), "/data/conf/token"),
    ],
    "a secret in a folder of the host": [
      "a/app",
      secretly(() => ({ volumes: [{ bind: "/srv/x", target: "/data" }] }), "/data/token"),
    ],
  },
  passes: {
    "a secret beside a volume": secretly((stack) => ({ volumes: [volume(stack, "x", "/data")] })),
    "a config in a volume": delivered("/data/x", (stack) => ({ volumes: [volume(stack, "x", "/data")] })),
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

/** A task that shares a server's volume, and as much else as is said. */
const beside =
  (also: Partial<Record<"pid" | "image", string>>): Define =>
  (lab) => {
    const stack = new Stack(lab, "a");
    const volumes = [{ volume: new Volume(stack, "data", { class: "database" }), target: "/data" }];
    const server = new Service(stack, "server", { image, volumes, healthcheck: { test: ["CMD", "true"] } });
    new Service(stack, "task", {
      image: also.image ?? image,
      volumes,
      oneShot: true,
      networkMode: { service: server },
      ...(also.pid === "shared" && { pid: { service: server } }),
      dependsOn: [server],
    });
  };

table("HL030", {
  trips: {
    "a task with processes of its own": ["a/data", beside({})],
    "a task of another image": ["a/data", beside({ pid: "shared", image: "docker.io/library/redis:8.10.1" })],
    "two writers of one stack": ["a/data", shared("database")],
    "two writers of two stacks": ["a/data", shared("database", { elsewhere: true })],
  },
  passes: {
    "a writer and a reader": shared("database", { readOnly: true }),
    "two writers of other data": shared("data"),
    "a task that might as well run in the server's container": beside({ pid: "shared" }),
    "a task that has ended before the server starts": (lab) => {
      const stack = new Stack(lab, "a");
      const volumes = [{ volume: new Volume(stack, "data", { class: "database" }), target: "/data" }];
      const task = new Service(stack, "task", { image, volumes, oneShot: true, user: "0:0" });
      new Service(stack, "server", { image, volumes, user: "999:999", dependsOn: [task] });
    },
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
