import type { HomelabModel, RouteModel } from "../model/index.ts";
import { perModel, servicesOf } from "./walk.ts";

type Login = "own" | "none" | undefined;

const logins = perModel((model): ReadonlyMap<string, Login> => {
  const endpoints = servicesOf(model).flatMap(({ service }) =>
    service.endpoints.map((one) => [`${service.path} ${one.port}`, one.auth] as const),
  );
  return new Map(endpoints);
});

/** Whether the app at a route's end asks its visitors who they are; `undefined` where nobody said so. */
export function loginOf(model: HomelabModel, { service, port }: RouteModel): Login {
  return logins(model).get(`${service} ${port}`);
}
