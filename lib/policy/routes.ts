import type { HomelabModel, RouteModel } from "../model/index.ts";
import { servicesOf } from "./walk.ts";

const byModel = new WeakMap<HomelabModel, Map<string, "own" | "none" | undefined>>();

/** Whether the app at a route's end asks its visitors who they are; `undefined` where nobody said so. */
export function loginOf(model: HomelabModel, { service, port }: RouteModel): "own" | "none" | undefined {
  let logins = byModel.get(model);
  if (!logins) {
    const endpoints = [...servicesOf(model)].flatMap(({ service: { path, endpoints: list } }) =>
      list.map((one) => [`${path} ${one.port}`, one.auth] as const),
    );
    logins = new Map(endpoints);
    byModel.set(model, logins);
  }
  return logins.get(`${service} ${port}`);
}
