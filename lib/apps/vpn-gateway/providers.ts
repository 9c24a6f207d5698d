/**
 * What WireGuard needs of each provider besides a private key (qdm12/gluetun, internal/configuration/settings): gluetun has the
 * servers of all but `custom`, and refuses to start without the rest.
 */
export const providers = {
  airvpn: ["addresses", "presharedKey"],
  azirevpn: ["addresses"],
  custom: ["addresses", "server"],
  fastestvpn: ["addresses"],
  ivpn: ["addresses"],
  mullvad: ["addresses"],
  // The same address for everybody.
  nordvpn: [],
  protonvpn: ["addresses"],
  surfshark: ["addresses"],
  windscribe: ["addresses"],
} as const satisfies Readonly<Record<string, readonly ("addresses" | "presharedKey" | "server")[]>>;

export type VpnProvider = keyof typeof providers;
