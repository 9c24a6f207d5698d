import { type PlannedResource, present } from "./resource.ts";

export interface ImageSettings {
  /** Of which platform it is pulled. Default: the engine's own. */
  readonly platform?: string | undefined;
  /** The engine's id of it, where each `up` pulls it: another one is another image. */
  readonly pulled?: string | undefined;
}

/** An image to be present on the host; one for all services that use it, and never removed with them. */
export function planImage(host: string, image: string, { platform, pulled }: ImageSettings = {}): PlannedResource {
  return {
    type: "RemoteImage",
    name: `${host}/${image}`,
    args: present({ name: image, keepLocally: true, platform, pullTriggers: pulled === undefined ? [] : [pulled] }),
    options: {},
  };
}
