import type { Construct } from "constructs";
import {
  type BindMount,
  checkProps,
  defaultId,
  Element,
  Service,
  shape,
  Volume,
  type VolumeMount,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { linuxServer as images } from "../../images/linuxserver.ts";
import { curl } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";
import { presets } from "./presets.ts";

export type LinuxServerApp = keyof typeof images.pinned;

export interface LinuxServerProps {
  readonly app: LinuxServerApp;
  /**
   * Whose files it reads and writes: the number of the user and of the group that own the media on the host. Apps that share
   * folders have the same. Default: 1000 each.
   */
  readonly uid?: number;
  readonly gid?: number;
  /** What is taken away from the modes of new files, octal. Default: `002`, so that the whole group may write. */
  readonly umask?: string;
  /** Folders that it works in, besides its own `/config`: `{ bind: "/srv/media", target: "/media" }`. Default: none. */
  readonly folders?: readonly (VolumeMount | BindMount)[];
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /** The host's address where others reach what is no page: a torrent's peers, Syncthing's devices. Default: nowhere. */
  readonly peersIp?: string;
}

const takes = shape.props<LinuxServerProps>({
  app: shape.needed(shape.oneOf(Object.keys(images.pinned))),
  uid: shape.whole(0, 65535),
  gid: shape.whole(0, 65535),
  umask: shape.text,
  folders: shape.list(shape.anything),
  http: hostPort,
  peersIp: shape.text,
});

/** An app in an image of linuxserver.io: all of them start, own their files and keep their settings in the same way. */
export class LinuxServer extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: LinuxServerProps) {
    super(scope, id);
    const usable = checkProps(this, props, takes);
    const { app = "sonarr", uid = 1000, gid = 1000, folders = [], http, peersIp } = usable;
    const { port, alive, tile, peers = [], environment } = presets[app];
    this.service = new Service(this, defaultId, {
      image: images.pinned[app],
      environment: { ...environment, PUID: uid, PGID: gid, UMASK: this.#umask(usable.umask) },
      ports: [
        ...publish(port, http),
        ...(peersIp === undefined ? [] : peers.map((peer) => ({ ...peer, published: peer.target, hostIp: peersIp }))),
      ],
      volumes: [{ volume: new Volume(this, "config", { class: "config" }), target: images.state }, ...folders],
      capAdd: Object.keys(images.capabilities),
      healthcheck: curl(`http://localhost:${port}${alive}`, { startPeriod: "60s" }),
      memLimit: "1g",
      stopGracePeriod: "30s",
    });
    this.web = this.service.web(port, { tile, auth: "own" });
  }

  #umask(umask = "002"): string {
    if (/^0?[0-7]{3}$/.test(umask)) return umask;
    this.report({
      code: "HL070",
      message: `umask is ${JSON.stringify(umask)}, and takes three octal digits`,
      fix: 'write it as `umask` does, such as "002" or "022"',
    });
    return "002";
  }
}
