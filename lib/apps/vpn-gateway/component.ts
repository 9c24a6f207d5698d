import { isIP } from "node:net";
import type { Construct } from "constructs";
import { checkProps, defaultId, Element, Secret, Service, shape, type Value } from "../../core/index.ts";
import { gluetun as image } from "../../images/gluetun.ts";
import { health } from "../health.ts";
import { secret } from "../shapes.ts";
import { providers, type VpnProvider } from "./providers.ts";

/** A WireGuard server of one's own, or of a provider that is not known by name. */
export interface VpnServer {
  /** Its IP address: names are not looked up outside of the tunnel. */
  readonly address: string;
  /** Default: 51820. */
  readonly port?: number;
  readonly publicKey: string;
}

export interface VpnGatewayProps {
  /** Who runs the other end of the tunnel; `custom` for one's own {@link server}. */
  readonly provider: VpnProvider;
  /** WireGuard's private key: `PrivateKey` of the file that the provider gives out. Default: a secret that is asked for. */
  readonly privateKey?: Secret;
  /** `Address` of that file, `10.64.222.21/32`. Needed by all providers but `nordvpn`. */
  readonly addresses?: readonly string[];
  /** `PresharedKey` of that file, where it has one. */
  readonly presharedKey?: Secret;
  /** Where `custom` leads. */
  readonly server?: VpnServer;
  /** In which countries, as the provider spells them, its server may be. Default: any. */
  readonly countries?: readonly string[];
  readonly cities?: readonly string[];
  /** Networks outside of the tunnel that what is behind it may reach all the same: `192.168.1.0/24`. Default: none. */
  readonly outside?: readonly string[];
  /** Asks the provider for a port by which others reach what is behind. Default: false. */
  readonly portForwarding?: boolean;
}

const takes = shape.props<VpnGatewayProps>({
  provider: shape.needed(shape.oneOf(Object.keys(providers))),
  privateKey: secret,
  addresses: shape.list(shape.text),
  presharedKey: secret,
  server: shape.props<VpnServer>({
    address: shape.needed(shape.text),
    port: shape.whole(1, 65535),
    publicKey: shape.needed(shape.text),
  }),
  countries: shape.list(shape.text),
  cities: shape.list(shape.text),
  outside: shape.list(shape.text),
  portForwarding: shape.flag,
});

/**
 * Gluetun: a WireGuard tunnel to a VPN's server, and the only way out for what it carries. Its firewall is closed before the
 * tunnel is up and stays so while it is down.
 */
export class VpnGateway extends Element {
  readonly service: Service;
  readonly privateKey: Secret;

  constructor(scope: Construct, id: string, props: VpnGatewayProps) {
    super(scope, id);
    const usable = checkProps(this, props, takes) as VpnGatewayProps;
    this.privateKey =
      usable.privateKey ??
      Secret.provided(this, "private-key", { description: "PrivateKey of the provider's WireGuard file" });
    const { presharedKey } = usable;
    this.#refuseIncomplete(usable);
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      environment: this.#environment(usable),
      secrets: [
        this.privateKey.file({ target: image.secretFile("WIREGUARD_PRIVATE_KEY") }),
        ...(presharedKey ? [presharedKey.file({ target: image.secretFile("WIREGUARD_PRESHARED_KEY") })] : []),
      ],
      devices: [{ source: "/dev/net/tun" }],
      capAdd: Object.keys(image.capabilities),
      // It asks its own health server, which knows whether the tunnel works.
      healthcheck: health(["CMD", "/gluetun-entrypoint", "healthcheck"], {
        interval: "5s",
        timeout: "5s",
        retries: 3,
        startPeriod: "60s",
      }),
      memLimit: "256m",
      stopGracePeriod: "10s",
    });
    // Taken on the network that all share, each for itself alone.
    this.service.endpoint("control", "http", 8000);
    this.service.endpoint("health", "http", 9999);
    this.acknowledge("HL103", "a tunnel takes an interface, routes and a firewall, all of its own network alone");
  }

  /**
   * Sends all that a service says through the tunnel: it shares the gateway's network, starts once the tunnel works, and is
   * recreated with the gateway. Its ports are published by the gateway, and others reach it by the gateway's name, which every
   * reference and route follows. Two services behind one gateway cannot listen on the same port.
   */
  carry(...behind: readonly (Service | { readonly service: Service })[]): this {
    for (const one of behind) {
      const service = one instanceof Service ? one : one.service;
      const { dependsOn = [] } = service.effectiveProps;
      service.override({ networkMode: { service: this.service }, dependsOn: [...dependsOn, this.service] });
    }
    return this;
  }

  #environment(props: VpnGatewayProps): Record<string, Value | undefined> {
    const { provider, server, addresses, countries, cities, outside, portForwarding } = props;
    const list = (items: readonly string[] | undefined) => (items?.length ? items.join(",") : undefined);
    return {
      VPN_SERVICE_PROVIDER: provider,
      VPN_TYPE: "wireguard",
      WIREGUARD_ADDRESSES: list(addresses),
      WIREGUARD_ENDPOINT_IP: server?.address,
      WIREGUARD_ENDPOINT_PORT: server && (server.port ?? 51820),
      WIREGUARD_PUBLIC_KEY: server?.publicKey,
      SERVER_COUNTRIES: list(countries),
      SERVER_CITIES: list(cities),
      FIREWALL_OUTBOUND_SUBNETS: list(outside),
      VPN_PORT_FORWARDING: portForwarding ? "on" : undefined,
      // By it the tunnel is stopped: not for other containers.
      HTTP_CONTROL_SERVER_ADDRESS: "127.0.0.1:8000",
    };
  }

  #refuseIncomplete(props: VpnGatewayProps): void {
    const { provider, server } = props;
    const needed: readonly (keyof VpnGatewayProps)[] = provider === undefined ? [] : providers[provider];
    const lacks = needed.filter((name) => props[name] === undefined);
    if (lacks.length > 0) {
      this.report({
        code: "HL085",
        message: `${provider} needs ${lacks.map((name) => `\`${name}\``).join(" and ")} besides a private key`,
        fix: "copy what is missing from the WireGuard file that the provider gives out",
      });
    }
    if (server !== undefined && isIP(server.address) === 0) {
      this.report({
        code: "HL085",
        message: `the server's address ${JSON.stringify(server.address)} is no IP address`,
        fix: "give its IP address: no name is looked up outside of the tunnel",
      });
    }
  }
}
