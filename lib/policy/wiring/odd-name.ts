import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

const label = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Docker's DNS takes underscores too, and services are often named so. */
const alias = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9_])?$/;

export const oddName: Check = {
  code: "HL048",
  level: "warning",
  title: "A name that programs refuse",
  why: "A hostname is made of labels of letters, digits and `-`, of 63 characters at most. Docker takes others; mail servers, Java and certificates do not.",
  fix: 'use a name such as "db" or "db.internal"',
  reference: "RFC 1123 section 2.1",
  find: perService(function* ({ hostname, domainname, networks }) {
    if (hostname !== undefined && !isName(hostname)) yield `hostname is ${JSON.stringify(hostname)}`;
    if (domainname !== undefined && !isName(domainname)) yield `domainname is ${JSON.stringify(domainname)}`;
    for (const name of networks.flatMap((join) => join.aliases)) {
      if (!alias.test(name)) yield `an alias is ${JSON.stringify(name)}`;
    }
  }),
};

function isName(name: string): boolean {
  return name.length <= 253 && name.split(".").every((part) => label.test(part));
}
