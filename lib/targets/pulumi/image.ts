import type { PlannedResource } from "./resource.ts";

/** An image to be present on the host; one for all services that use it, and never removed with them. */
export function planImage(host: string, image: string): PlannedResource {
  return {
    type: "RemoteImage",
    name: `${host}/${image}`,
    args: { name: image, keepLocally: true },
    options: {},
  };
}
