import type { ServiceModel } from "../../model/index.ts";
import type { Check, Finding } from "../check.ts";
import { groupBy, servicesOf } from "../walk.ts";

/** The homelab's, where it names none. */
const standard = "Etc/UTC";

export const timeZone: Check = {
  code: "HL053",
  level: "warning",
  title: "A time zone that does not exist",
  why: "Programs take a zone that they do not know for UTC, without a word: what is planned for three at night runs at another hour.",
  mend: "write the zone's IANA name, `Europe/Oslo`, as the tz database spells it",
  reference: "tzset(3); the IANA time zone database",
  *find(model) {
    const services = servicesOf(model).map(({ service }) => service);
    for (const [zone, those] of groupBy(services, zoneOf)) {
      const right = instead(zone);
      if (right !== undefined) yield finding(zone, those, right);
    }
  },
};

/** The homelab gives all services one zone: that is one mistake. */
function finding(zone: string, services: readonly ServiceModel[], exists: readonly string[]): Finding {
  const path = services.length === 1 ? (services[0]?.path ?? "") : "";
  return { path, message: `there is no time zone ${JSON.stringify(zone)}`, exists };
}

function zoneOf({ environment }: ServiceModel): string {
  const zone = environment["TZ"];
  return typeof zone === "string" ? zone : "";
}

/** The names that exist in place of one that does not; undefined where it does, or is none but a rule of its own (`CET-1CEST`). */
function instead(zone: string): readonly string[] | undefined {
  if (zone === standard || !/^[a-z_]+(\/[\w+-]+)*$/i.test(zone)) return undefined;
  const zones = Intl.supportedValuesOf("timeZone");
  // Quick to tell, and so for most; the zones' other names are not in the list.
  if (zones.includes(zone)) return undefined;
  const known = spelled(zone);
  if (known === undefined) return alike(zone, zones);
  return known !== zone && known.toLowerCase() === zone.toLowerCase() ? [known] : undefined;
}

/** A zone's name as the tz database spells it, or that of the zone that it is another name of. */
function spelled(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The zones of the same area, else those of the same place. */
function alike(zone: string, zones: readonly string[]): readonly string[] {
  const [area = ""] = zone.split("/");
  const same = zones.filter((one) => one.startsWith(`${area}/`));
  return same.length > 0 ? same : zones.filter((one) => one.toLowerCase().endsWith(`/${zone.toLowerCase()}`));
}
