import type { IpamPool } from "homelab-stacks";
import { type NetworkTable, over, type VolumeTable } from "./edits.ts";

/** A range for the networks of this file, of which each test takes its own part. */
const pool = (part: number, more: Partial<IpamPool> = {}): IpamPool => ({
  subnet: `10.214.${part}.0/24`,
  gateway: `10.214.${part}.1`,
  ...more,
});

/** Every property of a network; each has one container on it, which goes with it. */
export const networkEdits: NetworkTable = {
  driver: [
    over(
      // Other drivers take kernels or engines that have them.
      { look: ({ Driver }) => Driver, does: "nothing" },
      [undefined, "bridge"],
      ["bridge", "bridge"],
    ),
  ],
  driverOpts: [
    over(
      ({ Options }) => Options,
      [undefined, {}],
      [{ "com.docker.network.bridge.enable_icc": "false" }, { "com.docker.network.bridge.enable_icc": "false" }],
      [{ "com.docker.network.bridge.enable_icc": "true" }, { "com.docker.network.bridge.enable_icc": "true" }],
      [undefined, {}],
    ),
  ],
  internal: [
    over(
      { look: ({ Internal }) => Internal, does: ["replaced", "replaced", "nothing"] },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  attachable: [
    over(
      { look: ({ Attachable }) => Attachable, does: ["replaced", "replaced", "nothing"] },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  enableIpv6: [
    over(
      {
        with: { ipam: [pool(2), { subnet: "fd00:214:2::/64", gateway: "fd00:214:2::1" }] },
        look: ({ EnableIPv6 }) => EnableIPv6,
      },
      [true, true],
      [false, false],
      [true, true],
      [undefined, false],
    ),
  ],
  ipam: [
    over(
      ({ IPAM }) => IPAM.Config[0]?.Subnet.replace(/^(172|192).*/, "Docker's"),
      [undefined, "Docker's"],
      [[pool(3)], "10.214.3.0/24"],
      [[pool(4)], "10.214.4.0/24"],
      [undefined, "Docker's"],
    ),
    over(
      ({ IPAM }) => IPAM.Config,
      [[pool(5)], [{ Subnet: "10.214.5.0/24", Gateway: "10.214.5.1" }]],
      [[pool(5, { gateway: "10.214.5.9" })], [{ Subnet: "10.214.5.0/24", Gateway: "10.214.5.9" }]],
      [
        [pool(5, { gateway: "10.214.5.9", ipRange: "10.214.5.128/25", auxAddresses: { router: "10.214.5.200" } })],
        [
          {
            Subnet: "10.214.5.0/24",
            Gateway: "10.214.5.9",
            IPRange: "10.214.5.128/25",
            AuxiliaryAddresses: { router: "10.214.5.200" },
          },
        ],
      ],
      [[pool(5)], [{ Subnet: "10.214.5.0/24", Gateway: "10.214.5.1" }]],
    ),
  ],
  labels: [
    over(
      ({ Labels }) => Labels["note"],
      [undefined, undefined],
      [{ note: "one" }, "one"],
      [{ note: "two" }, "two"],
      [undefined, undefined],
    ),
  ],
};

/** Every property of a volume. None of them reaches a volume that exists: it would be a new and empty one. */
export const volumeEdits: VolumeTable = {
  class: [
    over(
      { look: ({ Labels }) => Object.keys(Labels).sort(), because: [] },
      ["data", ["com.docker.compose.project", "com.docker.compose.volume"]],
      ["cache", ["com.docker.compose.project", "com.docker.compose.volume"]],
    ),
  ],
  driver: [
    over(
      { look: ({ Driver }) => Driver, because: [[], ["driver"], []] },
      [undefined, "local"],
      ["local", "local"],
      ["elsewhere", "local"],
      [undefined, "local"],
    ),
  ],
  driverOpts: [
    over(
      { look: ({ Options }) => Options, because: [["driver_opts"], ["driver_opts"], []] },
      [
        { type: "tmpfs", device: "tmpfs", o: "size=1m" },
        { type: "tmpfs", device: "tmpfs", o: "size=1m" },
      ],
      [
        { type: "tmpfs", device: "tmpfs", o: "size=2m" },
        { type: "tmpfs", device: "tmpfs", o: "size=1m" },
      ],
      [undefined, { type: "tmpfs", device: "tmpfs", o: "size=1m" }],
      [
        { type: "tmpfs", device: "tmpfs", o: "size=1m" },
        { type: "tmpfs", device: "tmpfs", o: "size=1m" },
      ],
    ),
  ],
  labels: [
    over(
      { look: ({ Labels }) => Labels["note"], because: [["labels"], ["labels"], []] },
      [undefined, undefined],
      [{ note: "one" }, undefined],
      [{ note: "two" }, undefined],
      [undefined, undefined],
    ),
  ],
};
