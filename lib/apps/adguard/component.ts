import type { Construct } from "constructs";
import {
  checkProps,
  defaultId,
  Element,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { adguard as image } from "../../images/adguard.ts";
import { wget } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface AdGuardProps {
  /**
   * Where the network asks for names: an address of the host in it, `192.168.1.2`. Not every address: on most hosts a resolver
   * of the host's own has port 53 of another.
   */
  readonly dns: { readonly hostIp: string /** Default: 53. */; readonly hostPort?: number };
  /** Publishes its pages on the host too. Default: not published. */
  readonly http?: HostPort;
}

const takes = shape.props<AdGuardProps>({
  dns: shape.needed(
    shape.props<AdGuardProps["dns"]>({ hostIp: shape.needed(shape.text), hostPort: shape.whole(1, 65535) }),
  ),
  http: hostPort,
});

const web = 3000;

/**
 * AdGuard Home, which answers the network's questions for names, but for those of advertisers. The first visitor sets it up: leave
 * its pages at port 3000 there, where they are before and after.
 */
export class AdGuard extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: AdGuardProps) {
    super(scope, id);
    const { dns, http } = checkProps(this, props, takes) as Partial<AdGuardProps>;
    const ask = dns && { target: 53, published: dns.hostPort ?? 53, hostIp: dns.hostIp };
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      command: ["--no-check-update", "-c", `${image.state}/AdGuardHome.yaml`, "-w", "/opt/adguardhome/work"].concat(
        "--web-addr",
        `0.0.0.0:${web}`,
      ),
      ports: [...(ask ? [ask, { ...ask, protocol: "udp" as const }] : []), ...publish(web, http)],
      volumes: [
        { volume: new Volume(this, "conf", { class: "config" }), target: image.state },
        { volume: new Volume(this, "work", { class: "data" }), target: "/opt/adguardhome/work" },
      ],
      capAdd: Object.keys(image.capabilities),
      healthcheck: wget(`http://127.0.0.1:${web}/`, { startPeriod: "30s" }),
      memLimit: "512m",
      stopGracePeriod: "15s",
    });
    this.service.endpoint("dns", "udp", 53);
    this.web = this.service.web(web, {
      tile: {
        name: "AdGuard Home",
        group: "Network",
        icon: "adguard-home.png",
        description: "Names, without advertisers",
      },
      auth: "own",
    });
  }
}
