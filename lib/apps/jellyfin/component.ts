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
import { jellyfin as image } from "../../images/jellyfin.ts";
import { curl } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface JellyfinProps {
  /** The folders with films and music: `{ bind: "/srv/media", target: "/media" }`. Read only, unless said otherwise. Default: none. */
  readonly media?: readonly (VolumeMount | BindMount)[];
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
  /** The host's address where players of the network find it, by UDP port 7359. Default: nowhere. */
  readonly discoveryIp?: string;
  /**
   * The number of the host's group `render`: the host's graphics processor, `/dev/dri`, then converts films. Default: the
   * processor does.
   */
  readonly renderGroup?: number;
  /** Whom it runs as: whose media it may read. Default: root, without a capability. */
  readonly uid?: number;
  readonly gid?: number;
}

const takes = shape.props<JellyfinProps>({
  media: shape.list(shape.anything),
  http: hostPort,
  discoveryIp: shape.text,
  renderGroup: shape.whole(0, 65535),
  uid: shape.whole(1, 65535),
  gid: shape.whole(1, 65535),
});

/** Jellyfin, for films and music. The first visitor sets it up: open it yourself before it is routed. */
export class Jellyfin extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: JellyfinProps = {}) {
    super(scope, id);
    const {
      media = [],
      http,
      discoveryIp,
      renderGroup,
      uid,
      gid = uid,
    } = checkProps(this, props, takes) as JellyfinProps;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ...(uid !== undefined && { user: `${uid}:${gid}` }),
      // The address that it tells players; known once it is routed.
      environment: () => ({ JELLYFIN_PublishedServerUrl: this.web.isRouted ? this.web.publicUrl : undefined }),
      ports: [
        ...publish(8096, http),
        ...(discoveryIp === undefined
          ? []
          : [{ target: 7359, published: 7359, hostIp: discoveryIp, protocol: "udp" as const }]),
      ],
      volumes: [
        { volume: new Volume(this, "config", { class: "database" }), target: image.state },
        { volume: new Volume(this, "cache", { class: "cache" }), target: "/cache" },
        ...media.map((one) => ({ readOnly: true, ...one })),
      ],
      ...(renderGroup !== undefined && {
        devices: [{ source: "/dev/dri" }],
        groupAdd: [String(renderGroup)],
      }),
      // A new version brings its database up to date before it answers.
      healthcheck: curl("http://localhost:8096/health", { startPeriod: "120s" }),
      memLimit: "4g",
      stopGracePeriod: "60s",
    });
    this.web = this.service.web(8096, {
      tile: { name: "Jellyfin", group: "Media", icon: "jellyfin.png", description: "Films and music" },
      auth: "own",
    });
  }
}
