import { BlockList, isIP } from "node:net";

/** A range of addresses in CIDR form. */
export interface Subnet {
  readonly address: string;
  contains(address: string): boolean;
}

/** Parses `172.30.0.0/24`; `undefined` where it is no CIDR form. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address = "", bits = ""] = text.split("/");
  const version = isIP(address);
  if (version === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  return { address, contains: (other) => isIP(other) === version && list.check(other, family) };
}

/** Whether two ranges have an address in common: of two that do, one contains the other. */
export function subnetsOverlap(a: Subnet, b: Subnet): boolean {
  return a.contains(b.address) || b.contains(a.address);
}
