import { Network, Stack, Volume } from "../../lib/core/index.ts";
import { asKey, at, if_, inApp, keyed, network, type Place, type Places, volume } from "./place.ts";

const inVolume =
  (...path: readonly string[]) =>
  (data: unknown) =>
    at(data, "volumes", "v", ...path);
const inNetwork =
  (...path: readonly string[]) =>
  (data: unknown) =>
    at(data, "networks", "n", ...path);

const pool = { subnet: "10.9.0.0/24", gateway: "10.9.0.1" };
/** A service that joins a network of its stack's in some way. */
const join = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (text, { app, stack }) =>
    void app({ networks: [{ network: new Network(stack, "n", { ipam: [pool] }), ...props(text) }] }),
  arrives,
});
/** Where storage is said for a whole stack. */
const stored = (storage: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (text, { lab, app }) => {
    const stack = new Stack(lab, "two", { storage: storage(text) as never });
    void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data" }), target: "/v" }] });
  },
  arrives,
});

/** Every text that volumes, storage and networks take. */
export const storagePlaces: Places = {
  "VolumeProps.driver": volume((t) => ({ driver: t }), inVolume("driver")),
  "VolumeProps.driverOpts": volume((t) => ({ driverOpts: { a: t } }), inVolume("driver_opts", "a")),
  "VolumeProps.driverOpts: name": volume(
    (t) => ({ driverOpts: keyed(t, "v") }),
    asKey("v", "volumes", "v", "driver_opts"),
  ),
  "VolumeProps.labels": volume((t) => ({ labels: { a: t } }), inVolume("labels", "a")),
  "VolumeProps.labels: name": volume((t) => ({ labels: keyed(t, "v") }), asKey("v", "volumes", "v", "labels")),
  "VolumeProps.name": volume((t) => ({ name: t }), inVolume("name")),
  "VolumeProps.external": volume((t) => ({ external: t }), inVolume("name")),
  "VolumeProps.class": volume((t) => ({ class: t }), "refused"),
  "VolumeProps.storage": volume((t) => ({ storage: { path: t } }), "refused"),
  "VolumeProps.storage: word": volume((t) => ({ storage: t }), "refused"),
  "VolumeProps.path": volume(
    (t) => ({ storage: { path: `/srv/${t}/x` } }),
    if_(inApp("volumes", "0"), (t) => `/srv/${t}/x:/v`),
  ),
  "VolumeMount.target": {
    put: (t, { app, stack }) =>
      void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data" }), target: `/a/${t}/x` }] }),
    arrives: if_(inApp("volumes", "0", "target"), (t) => `/a/${t}/x`),
  },
  "VolumeMount.subpath": {
    put: (t, { app, stack }) =>
      void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data" }), target: "/v", subpath: t }] }),
    arrives: inApp("volumes", "0", "volume", "subpath"),
  },
  "TmpfsMount.target": { put: (t, { app }) => void app({ volumes: [{ tmpfs: {}, target: t }] }), arrives: "refused" },
  "TmpfsMount.size": {
    put: (t, { app }) => void app({ volumes: [{ tmpfs: { size: t }, target: "/m" }] }),
    arrives: "refused",
  },
  "TmpfsMount.mode": {
    put: (t, { app }) => void app({ volumes: [{ tmpfs: { mode: t }, target: "/m" }] }),
    arrives: "refused",
  },
  "Storage.bind": stored((t) => ({ bind: t }), "refused"),
  "Storage.bind: folder": {
    put: (t, { app, stack }) => {
      Object.assign(stack.props, { storage: { bind: `/srv/${t}/x` } });
      void app({ volumes: [{ volume: new Volume(stack, "v", { class: "data" }), target: "/v" }] });
    },
    arrives: if_(inApp("volumes", "0"), (t) => `/srv/${t}/x/one/v:/v`),
  },
  "Storage.selinux": stored((t) => ({ bind: "/srv", selinux: t }), "refused"),
  "NetworkProps.driver": network((t) => ({ driver: t }), inNetwork("driver")),
  "NetworkProps.ipamDriver": network((t) => ({ ipamDriver: t }), inNetwork("ipam", "driver")),
  "NetworkProps.driverOpts": network((t) => ({ driverOpts: { a: t } }), inNetwork("driver_opts", "a")),
  "NetworkProps.driverOpts: name": network(
    (t) => ({ driverOpts: keyed(t, "v") }),
    asKey("v", "networks", "n", "driver_opts"),
  ),
  "NetworkProps.labels": network((t) => ({ labels: { a: t } }), inNetwork("labels", "a")),
  "NetworkProps.labels: name": network((t) => ({ labels: keyed(t, "v") }), asKey("v", "networks", "n", "labels")),
  "NetworkProps.name": network((t) => ({ name: t }), inNetwork("name")),
  "NetworkProps.external": network((t) => ({ external: t }), inNetwork("name")),
  "IpamPool.subnet": network((t) => ({ ipam: [{ ...pool, subnet: t }] }), "refused"),
  "IpamPool.gateway": network((t) => ({ ipam: [{ ...pool, gateway: t }] }), "refused"),
  "IpamPool.auxAddresses": network((t) => ({ ipam: [{ ...pool, auxAddresses: { router: t } }] }), "refused"),
  "IpamPool.ipRange": network((t) => ({ ipam: [{ ...pool, ipRange: t }] }), "refused"),
  "NetworkJoin.driverOpts": join((t) => ({ driverOpts: { a: t } }), inApp("networks", "n", "driver_opts", "a")),
  "NetworkJoin.driverOpts: name": join(
    (t) => ({ driverOpts: keyed(t, "v") }),
    asKey("v", "services", "app", "networks", "n", "driver_opts"),
  ),
  "NetworkJoin.aliases": join((t) => ({ aliases: [t] }), inApp("networks", "n", "aliases", "0")),
  "NetworkJoin.ipv4Address": join((t) => ({ ipv4Address: t }), "refused"),
  "NetworkJoin.ipv6Address": join((t) => ({ ipv6Address: t }), "refused"),
};
