import type { Construct } from "constructs";
import { checkProps, type DockerApi, defaultId, Element, Service, Stack, shape, text } from "../../core/index.ts";
import { cadvisor as image } from "../../images/cadvisor.ts";
import { health } from "../health.ts";
import { capability } from "../shapes.ts";

export interface CAdvisorProps {
  /** The engine, for the containers' names. */
  readonly docker: DockerApi;
  /** Where the engine keeps its data on the host. Default: `/var/lib/docker`. */
  readonly dockerRoot?: string;
}

const takes = shape.props<CAdvisorProps>({ docker: shape.needed(capability), dockerRoot: shape.text });

/** What costs much and few look at, and what needs more of the host than the three folders below. */
const leftOut = [
  ...["advtcp", "cpu_topology", "cpuset", "disk", "hugetlb", "memory_numa", "oom_event", "percpu", "process"],
  ...["referenced_memory", "resctrl", "sched", "tcp", "udp"],
];

/**
 * Each container's figures. Its documentation gives it the whole host and all privileges; it is given what these figures are
 * read from: control groups, the processes' network counters, and the list of layers, by which it tells the engine's
 * containers.
 */
export class CAdvisor extends Element {
  readonly service: Service;

  constructor(scope: Construct, id: string, props: CAdvisorProps) {
    super(scope, id);
    const { docker, dockerRoot = "/var/lib/docker" } = checkProps(this, props, takes);
    const access = docker?.access({ containers: "read", info: "read" });
    const layers = `${dockerRoot}/image`;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      command: () => [
        // The engine is asked as it starts, and not again.
        ...(access ? [text`--docker=${access.endpoint.url}`] : []),
        "--docker_only=true",
        "--store_container_labels=false",
        "--whitelisted_container_labels=com.docker.compose.project,com.docker.compose.service",
        "--housekeeping_interval=15s",
        `--disable_metrics=${leftOut.join(",")}`,
      ],
      networks: [Stack.of(this).defaultNetwork, ...(access ? [access.network] : [])],
      volumes: [
        { bind: "/sys", target: "/sys", readOnly: true },
        { bind: "/proc", target: "/rootfs/proc", readOnly: true },
        { bind: layers, target: `/rootfs${layers}`, readOnly: true },
      ],
      readOnly: true,
      healthcheck: health(["CMD", "/usr/bin/healthcheck.sh"], { startPeriod: "10s" }),
      memLimit: "512m",
    });
    this.service.endpoint("metrics", "http", 8080, { metrics: {} });
    this.acknowledge("HL106", "it reads the control groups' figures, network counters and the list of layers");
  }
}
