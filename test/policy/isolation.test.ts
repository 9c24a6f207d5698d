import { Service, type ServiceProps, Stack, Volume } from "../../lib/core/index.ts";
import { type Define, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";

const one = (props: Partial<ServiceProps>): Define => {
  return (lab) => new Service(new Stack(lab, "a"), "app", { image, ...props });
};
const bound = (bind: string, readOnly = false): Define => one({ volumes: [{ bind, target: "/mnt", readOnly }] });
const laid = (volume: { path?: string; device?: string; o?: string }): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const data = new Volume(stack, "data", {
      class: "data",
      ...(volume.path !== undefined && { storage: { path: volume.path } }),
      ...(volume.device !== undefined && {
        driverOpts: { type: "none", device: volume.device, o: volume.o ?? "bind" },
      }),
    });
    new Service(stack, "app", { image, volumes: [{ volume: data, target: "/mnt" }] });
  };
};

table("HL100", {
  trips: {
    "Docker's socket": ["a/app", bound("/var/run/docker.sock")],
    "Docker's socket, read-only": ["a/app", bound("/run/docker.sock", true)],
    "a user's Podman socket": ["a/app", bound("/run/user/1000/podman/podman.sock")],
    "the folder that it is in": ["a/app", bound("/var/run", true)],
    "all of /var": ["a/app", bound("/var")],
    "the host's root": ["a/app", bound("/", true)],
    "a volume that lies there": ["a/app", laid({ path: "/run" })],
    "a volume that binds it by the driver's options": ["a/app", laid({ device: "/var/run/docker.sock" })],
  },
  passes: {
    "another socket": bound("/run/mysqld/mysqld.sock"),
    "a folder beside it": bound("/var/run/app"),
    "a volume of an NFS server": laid({ device: ":/run", o: "addr=192.168.1.2" }),
  },
});

table("HL101", {
  trips: { privileged: ["a/app", one({ privileged: true })] },
  passes: { "not privileged": one({ privileged: false }) },
});

table("HL102", {
  trips: {
    "SYS_ADMIN, in its long spelling": ["a/app", one({ capAdd: ["CAP_SYS_ADMIN"] })],
    "all of them": ["a/app", one({ capAdd: ["ALL"] })],
  },
  passes: { "what an image needs to step down": one({ capAdd: ["CHOWN", "SETUID", "SETGID"] }) },
});

table("HL103", {
  trips: { NET_ADMIN: ["a/app", one({ capAdd: ["NET_ADMIN"] })] },
  passes: { NET_BIND_SERVICE: one({ capAdd: ["NET_BIND_SERVICE", "NET_RAW"] }) },
});

table("HL104", {
  trips: {
    "a disk": ["a/app", one({ devices: [{ source: "/dev/sda" }] })],
    "a partition": ["a/app", one({ devices: [{ source: "/dev/nvme0n1p1", permissions: "r" }] })],
    "every device": ["a/app", one({ devices: [{ source: "/dev" }] })],
  },
  passes: {
    "a graphics card": one({ devices: [{ source: "/dev/dri" }] }),
    "a serial port": one({ devices: [{ source: "/dev/ttyUSB0" }] }),
    "a tunnel": one({ devices: [{ source: "/dev/net/tun" }] }),
  },
});

table("HL105", {
  trips: {
    "/etc": ["a/app", bound("/etc")],
    "a folder of it": ["a/app", bound("/etc/cron.d")],
    "the engine's own folder": ["a/app", bound("/var/lib/docker/volumes")],
    "all homes": ["a/app", bound("/home")],
    "one home": ["a/app", bound("/home/kim")],
  },
  passes: {
    "/etc, read-only": bound("/etc", true),
    "an app's folder": bound("/srv/app"),
    "an app's folder in a home": bound("/home/kim/apps"),
    "an app's folder in /var/lib": bound("/var/lib/docker-apps/nextcloud"),
    "the time zone": bound("/etc/localtime"),
  },
});

table("HL106", {
  trips: {
    "/etc, read-only": ["a/app", bound("/etc", true)],
    "the hardware": ["a/app", bound("/sys", true)],
    "the devices": ["a/app", bound("/dev")],
    "the system's logs": ["a/app", bound("/var/log", true)],
  },
  passes: {
    "the time zone": bound("/etc/localtime", true),
    "a log folder of an app": bound("/srv/log", true),
    "what is an error already": bound("/etc"),
  },
});

table("HL107", {
  trips: { "the host's network": ["a/app", one({ networkMode: "host" })] },
  passes: { "no network": one({ networkMode: "none" }) },
});

table("HL108", {
  trips: {
    "its processes": ["a/app", one({ pid: "host" })],
    "its memory": ["a/app", one({ ipc: "host" })],
    "its users": ["a/app", one({ usernsMode: "host" })],
    "its control groups": ["a/app", one({ cgroup: "host" })],
  },
  passes: {
    "memory that others may share": one({ ipc: "shareable" }),
    "control groups of its own": one({ cgroup: "private", cgroupParent: "/media" }),
    "another service's processes": (lab) => {
      const stack = new Stack(lab, "a");
      new Service(stack, "debug", { image, pid: { service: new Service(stack, "app", { image }) } });
    },
  },
});

table("HL109", {
  trips: {
    "an empty list": ["a/app", one({ securityOpt: [] })],
    "an explicit no": ["a/app", one({ securityOpt: ["no-new-privileges:false"] })],
  },
  passes: {
    "the default": one({}),
    "a further option": one({ securityOpt: ["no-new-privileges", "label=type:svirt_apache_t"] }),
  },
});

table("HL110", {
  trips: { "a list of some": ["a/app", one({ capDrop: ["NET_RAW"] })] },
  passes: { "the default": one({}), "all, and one back": one({ capDrop: ["ALL"], capAdd: ["CHOWN"] }) },
});

table("HL143", {
  trips: {
    "a service by itself": ["a/app", one({ baseline: "docker" })],
    "a service of such a stack": [
      "a/app",
      (lab) => new Service(new Stack(lab, "a", { baseline: "docker" }), "app", { image, restart: "always" }),
    ],
  },
  passes: {
    "a hardened one": one({}),
    "a hardened one of such a stack": (lab) =>
      new Service(new Stack(lab, "a", { baseline: "docker" }), "app", { image, baseline: "hardened" }),
    "one that says it all": one({
      baseline: "docker",
      capDrop: ["ALL"],
      securityOpt: ["no-new-privileges:true"],
      logging: { driver: "local" },
      restart: "always",
    }),
  },
});

const postgres = "docker.io/library/postgres:18.6-trixie";
table("HL144", {
  trips: {
    none: ["a/app", one({ image: postgres })],
    "a few of them": ["a/app", one({ image: postgres, capAdd: ["CHOWN", "SETUID"] })],
    "root by choice": ["a/app", one({ image: postgres, user: "0:0" })],
  },
  passes: {
    "all of them": one({ image: postgres, capAdd: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"] }),
    "another user": one({ image: postgres, user: "999:999" }),
    "another program": one({ image: postgres, entrypoint: ["psql"] }),
    "what Docker gives": one({ image: postgres, baseline: "docker" }),
    "an image of which nothing is known": one({ image: "docker.io/library/httpd:2.4.66" }),
  },
});

table("HL121", {
  trips: {
    "no seccomp": ["a/app", one({ securityOpt: ["no-new-privileges:true", "seccomp=unconfined"] })],
    "no AppArmor": ["a/app", one({ securityOpt: ["no-new-privileges:true", "apparmor:unconfined"] })],
  },
  passes: { "a profile of one's own": one({ securityOpt: ["no-new-privileges:true", "apparmor=docker-nginx"] }) },
});

table("HL127", {
  trips: { "root by number": ["a/app", one({ user: "0:0" })], "root by name": ["a/app", one({ user: "root" })] },
  passes: { "the image's user": one({}), "another user": one({ user: "1000:0" }) },
});

table("HL128", {
  trips: { exec: ["a/app", one({ tmpfs: { "/tmp": "size=64m,exec" } })] },
  passes: { noexec: one({ tmpfs: { "/tmp": "size=64m,noexec,mode=1777" } }) },
});

table("HL129", {
  trips: { "a folder that it writes to": ["a/app", bound("/srv/app")] },
  passes: {
    "a folder that it reads": bound("/srv/app", true),
    "a volume in a folder": laid({ path: "/srv/app" }),
    "what another check speaks of": bound("/etc"),
  },
});
