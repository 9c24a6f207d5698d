import { type Data, dataOf, type Json, listOf, textOf } from "./data.ts";
import type { Expr, Fields } from "./expression.ts";
import { propertyName } from "./names.ts";
import { duration, exprOf } from "./plain.ts";
import type { Surroundings } from "./surroundings.ts";

// The parts of a service that refer to nothing else.

export function portOf({ target, published, host_ip: hostIp, protocol, mode, ...rest }: Data): Fields {
  const host = textOf(published);
  return {
    target: Number(target),
    published: host === undefined ? undefined : /^\d+$/.test(host) ? Number(host) : host,
    hostIp: textOf(hostIp),
    protocol: protocol === "tcp" ? undefined : textOf(protocol),
    mode: mode === "ingress" ? undefined : textOf(mode),
    ...(exprOf(rest) as Fields),
  };
}

export function healthcheck(value: Json, { text }: Surroundings): Expr | undefined {
  if (typeof value === "string") return value;
  const check = dataOf(value);
  const { test, disable, retries, ...times } = check;
  if (disable === true) return "none";
  const timings = Object.entries(times).map(([key, value]) => [propertyName(key), duration(value ?? "")]);
  const props = {
    test:
      test === undefined || test === null
        ? undefined
        : listOf(test).map((word, index) => text(`healthcheck.test.${index}`, String(word))),
    ...(Object.fromEntries(timings) as Fields),
    retries: retries === undefined ? undefined : Number(retries),
  };
  return props;
}

export function device(value: Json): Fields {
  const [first = "", second, third] = typeof value === "string" ? value.split(":") : [];
  const said = typeof value === "string" ? { source: first, target: second, permissions: third } : dataOf(value);
  const { source, target, permissions } = said;
  return {
    source: textOf(source) ?? "",
    target: target === source ? undefined : textOf(target),
    permissions: permissions === "rwm" ? undefined : textOf(permissions),
  };
}

export function gpus(value: Json): Expr {
  return allOf(value) ?? exprOf(value);
}

/** Where it is all that there are, as it is said; nothing where it is fewer. */
export function allOf(value: Json): Expr | undefined {
  const [only, ...more] = listOf(value).map(dataOf);
  const { count, driver, capabilities = ["gpu"], ...rest } = only ?? {};
  const isAll = count === -1 && more.length === 0 && Object.keys(rest).length === 0;
  if (!isAll || listOf(capabilities).join() !== "gpu") return undefined;
  return driver === undefined ? "all" : { driver: textOf(driver) };
}
