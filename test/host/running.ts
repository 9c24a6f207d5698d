import type { HostContainer, HostNetwork, Snapshot } from "../../lib/host/index.ts";
import type { HomelabModel, ServiceModel, StackModel } from "../../lib/model/index.ts";

/** A host on which a model runs, as `docker inspect` would have it. The id of a container is its name. */
export function hostOf({ stacks }: HomelabModel): Snapshot {
  return {
    containers: stacks.flatMap((stack) => stack.services.map((service) => containerFor(service, stack, stacks))),
    networks: stacks.flatMap((stack) =>
      stack.networks.map(
        ({ name, key, ipam }): HostNetwork => ({
          ...{ Id: name, Name: name, Driver: "bridge", Containers: {} },
          Labels: { "com.docker.compose.project": stack.name, "com.docker.compose.network": key },
          IPAM: {
            Config: ipam.map(({ subnet, gateway }) => ({
              Subnet: subnet,
              ...(gateway !== undefined && { Gateway: gateway }),
            })),
          },
        }),
      ),
    ),
    volumes: stacks.flatMap((stack) =>
      stack.volumes.map(({ name }) => ({
        ...{ Name: name, Driver: "local", Mountpoint: `/var/lib/docker/volumes/${name}/_data` },
        ...{ Options: null, Labels: null },
      })),
    ),
  };
}

function containerFor(service: ServiceModel, stack: StackModel, stacks: readonly StackModel[]): HostContainer {
  const network = (key: string) => stack.networks.find((one) => one.key === key)?.name ?? key;
  const volume = (key: string) => stack.volumes.find((one) => one.key === key)?.name ?? key;
  const { networkMode: mode } = service;
  const owner =
    typeof mode === "object"
      ? stacks.flatMap((one) => one.services).find(({ key }) => key === mode.service)
      : undefined;
  const own = typeof mode === "string" ? mode : network(service.networks[0]?.network ?? "default");
  return {
    ...{ Id: service.containerName, Name: `/${service.containerName}`, Image: "", Created: "", RestartCount: 0 },
    State: { Status: "running", Running: true, ExitCode: 0, StartedAt: "", FinishedAt: "" },
    Config: {
      Image: service.image,
      StopTimeout: (service.stopGracePeriod ?? 10_000) / 1000,
      Labels: {
        "com.docker.compose.project": stack.name,
        "com.docker.compose.service": service.key,
        "com.docker.compose.depends_on": service.dependsOn
          .map((one) => `${one.service}:${one.condition}:false`)
          .join(","),
      },
    },
    HostConfig: {
      ...{ Memory: 0, MemoryReservation: 0, MemorySwap: 0, CpuShares: 0, CpusetCpus: "", NanoCpus: 0, CpuQuota: 0 },
      ...{ CpusetMems: "", CpuRealtimePeriod: 0, CpuRealtimeRuntime: 0, BlkioWeight: 0, PidsLimit: null },
      ...{ CpuPeriod: 0, RestartPolicy: { Name: "no", MaximumRetryCount: 0 }, PidMode: "", IpcMode: "" },
      NetworkMode: owner === undefined ? own : `container:${owner.containerName}`,
      PortBindings: Object.fromEntries(
        service.ports.map(({ target, protocol, hostIp, published }) => [
          `${target}/${protocol}`,
          [{ HostIp: hostIp, HostPort: String(published) }],
        ]),
      ),
      Devices: service.devices.map(({ source, target }) => ({ PathOnHost: source, PathInContainer: target })),
    },
    Mounts: service.mounts.map((mount) => {
      const common = { Type: mount.type, Destination: mount.target, RW: !mount.readOnly };
      if (mount.type === "tmpfs") return { ...common, Source: "" };
      if (mount.type === "bind") return { ...common, Source: mount.source };
      const name = volume(mount.source);
      return { ...common, Name: name, Source: `/var/lib/docker/volumes/${name}/_data` };
    }),
    NetworkSettings: {
      Ports: null,
      Networks: Object.fromEntries(
        service.networks.map(({ network: key, ipv4Address, ipv6Address }) => [
          network(key),
          {
            ...{ NetworkID: network(key), IPAddress: ipv4Address ?? "", GlobalIPv6Address: ipv6Address ?? "" },
            ...{ IPAMConfig: null, Aliases: null },
          },
        ]),
      ),
    },
  };
}
