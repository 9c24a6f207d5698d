import type { Construct } from "constructs";
import { type Dependency, Service, type VolumeMount } from "../core/index.ts";

/**
 * A task that gives a volume to the number that an image's server runs as, before the server starts: a folder of the host is
 * root's when it is made, and an image without an entrypoint for that cannot take it over.
 */
export function owned(scope: Construct, image: string, mount: VolumeMount, owner: string): Dependency {
  const service = new Service(scope, "owner", {
    image,
    oneShot: true,
    entrypoint: ["chown", owner, mount.target],
    user: "0:0",
    capAdd: ["CHOWN"],
    volumes: [mount],
    networkMode: "none",
    readOnly: true,
    memLimit: "64m",
  });
  service.acknowledge("HL127", "only root may give a folder to another");
  return { service, condition: "service_completed_successfully" };
}
