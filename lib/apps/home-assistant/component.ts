import { isIP } from "node:net";
import type { Construct } from "constructs";
import {
  ConfigFile,
  checkProps,
  type DeviceProps,
  defaultId,
  Element,
  Service,
  shape,
  Volume,
  type Web,
  type WebEndpoint,
} from "../../core/index.ts";
import { homeAssistant as image } from "../../images/home-assistant.ts";
import { curl } from "../health.ts";
import { type HostPort, publish } from "../host-port.ts";
import { hostPort } from "../shapes.ts";

export interface HomeAssistantProps {
  /**
   * Whether it finds devices by itself (mDNS, SSDP, DHCP), for which it is on the host's network and listens on port 8123 of
   * every address of the host. Default: true.
   */
  readonly discovery?: boolean;
  /**
   * The host's address by which an ingress reaches it there. Default: `172.17.0.1`, that of Docker's own bridge; the engine's
   * `bip` changes it.
   */
  readonly address?: string;
  /** Publishes its pages, where it is not on the host's network. Default: not published. */
  readonly http?: HostPort;
  /** Radios and meters: `{ source: "/dev/serial/by-id/usb-…", target: "/dev/ttyUSB0" }`. Default: none. */
  readonly devices?: readonly DeviceProps[];
  /**
   * Whose word on a visitor's address it takes once it is routed: without that it answers a proxy with 400. Default: those of
   * Docker's networks, `172.16.0.0/12`, and the host itself.
   */
  readonly trustedProxies?: readonly string[];
}

const takes = shape.props<HomeAssistantProps>({
  discovery: shape.flag,
  address: shape.text,
  http: hostPort,
  devices: shape.list(shape.anything),
  trustedProxies: shape.list(shape.text),
});

const settings = "/etc/home-assistant/http.yaml";
const script = "/usr/local/bin/include-http";
const port = 8123;

/** Home Assistant. The first visitor sets it up: open it yourself before it is routed. */
export class HomeAssistant extends Element implements Web {
  readonly service: Service;
  readonly web: WebEndpoint;

  constructor(scope: Construct, id: string, props: HomeAssistantProps = {}) {
    super(scope, id);
    const usable = checkProps(this, props, takes) as HomeAssistantProps;
    const { discovery = true, address = "172.17.0.1", http, devices = [] } = usable;
    const { trustedProxies = ["127.0.0.1", "::1", "172.16.0.0/12"] } = usable;
    if (isIP(address) === 0) {
      this.report({
        code: "HL078",
        message: `the address ${JSON.stringify(address)} is no IP address`,
        fix: "give an address of the Docker host, such as 172.17.0.1",
      });
    }
    const config = { volume: new Volume(this, "config", { class: "database" }), target: image.state };
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      ...(discovery && { networkMode: "host" as const }),
      ports: publish(port, http),
      volumes: [config],
      devices,
      configs: [
        new ConfigFile(this, "http", {
          target: settings,
          content: () => ({
            yaml: this.web.isRouted ? { use_x_forwarded_for: true, trusted_proxies: trustedProxies } : {},
          }),
        }),
      ],
      dependsOn: [{ service: this.#include(config), condition: "service_completed_successfully" }],
      capAdd: Object.keys(image.capabilities),
      healthcheck: curl(`http://127.0.0.1:${port}/manifest.json`, { startPeriod: "120s" }),
      memLimit: "2g",
      // Its own grace (S6_SERVICES_GRACETIME): the recorder writes what it has.
      stopGracePeriod: "240s",
    });
    this.web = this.service.web(port, {
      tile: {
        name: "Home Assistant",
        group: "Home",
        icon: "home-assistant.png",
        description: "Lights, heat and doors",
      },
      auth: "own",
      ...(discovery && { host: address }),
    });
    if (discovery) this.acknowledge("HL107", "devices are found by broadcasts, which no network of containers carries");
  }

  /** Its configuration is its user's, but for where the settings of its web server are. */
  #include(config: { readonly volume: Volume; readonly target: string }): Service {
    return new Service(this, "include", {
      image: image.pinned,
      oneShot: true,
      entrypoint: ["sh", script],
      configs: [
        new ConfigFile(this, "script", {
          target: script,
          content: { template: "home-assistant/include-http.sh", values: { settings } },
        }),
      ],
      volumes: [config],
      networkMode: "none",
      capAdd: ["DAC_OVERRIDE"],
      memLimit: "512m",
    });
  }
}
