import type { Check, Finding } from "../check.ts";
import { servicesOf } from "../walk.ts";

/** What `Intl` does not list, and every system has. */
const standard = "Etc/UTC";

export const timeZone: Check = {
  code: "HL053",
  level: "warning",
  title: "A time zone that does not exist",
  why: "Programs take a zone that they do not know for UTC, without a word: what is planned for three at night runs at another hour.",
  fix: "write the zone's IANA name, `Europe/Oslo`, as the tz database spells it",
  reference: "tzset(3); the IANA time zone database",
  *find(model) {
    const { timezone } = model;
    if (timezone !== undefined) yield* finding("", timezone);
    for (const { service } of servicesOf(model)) {
      const own = service.environment["TZ"];
      if (typeof own === "string" && own !== timezone) yield* finding(service.path, own);
    }
  },
};

function* finding(path: string, zone: string): Generator<Finding> {
  const exists = instead(zone);
  if (exists !== undefined) yield { path, message: `there is no time zone ${JSON.stringify(zone)}`, exists };
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
