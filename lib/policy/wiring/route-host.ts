import type { Check } from "../check.ts";
import { groupBy } from "../walk.ts";

/** One ingress leads a hostname to one place; a second ingress may lead it there too (one for the LAN, say). */
export const routeHost: Check = {
  code: "HL012",
  level: "error",
  title: "Two routes on one hostname",
  why: "An ingress sends a hostname to one place. Of two routes one would win silently, and the other app would be unreachable.",
  fix: "route one of them under another name",
  reference: "the ingress' own rules: the first match wins",
  *find(model) {
    for (const [host, [first, ...others]] of groupBy(model.routes, (route) => route.host)) {
      for (const other of others) {
        if (!first) continue;
        const samePlace = first.service === other.service && first.port === other.port;
        if (samePlace && first.ingress !== other.ingress) continue;
        yield {
          path: other.service,
          message: samePlace
            ? `"${host}" is routed here twice by "${other.ingress}"`
            : `"${host}" is routed to port ${other.port} of this service, and to port ${first.port} of "${first.service}"`,
        };
      }
    }
  },
};
