import type { Check } from "../check.ts";

export const cookieDomain: Check = {
  code: "HL145",
  level: "error",
  title: "A guarded name outside of the cookie's domain",
  why: "Browsers send the identity provider's cookie to the names of its domain alone: anywhere else visitors are sent to sign in, over and over.",
  fix: "route both the app and the provider by names in that domain, or give the provider another `cookieDomain`",
  reference: "RFC 6265 section 5.1.3; authentik: documentation of the proxy provider",
  *find(model) {
    for (const { host, service, auth } of model.routes) {
      if (auth?.kind !== "forward" || auth.cookieDomain === undefined) continue;
      const { cookieDomain: domain, provider } = auth;
      if (!isOf(host, domain))
        yield { path: service, message: `"${host}" lies outside of the cookie's domain ${domain}` };
      const own = model.routes.filter((route) => route.service === provider).map((route) => route.host);
      if (own.length === 0 || own.some((name) => isOf(name, domain))) continue;
      yield {
        path: provider,
        message: `it sets a cookie for ${domain}, where none of its own names lies: ${own.join(", ")}`,
      };
    }
  },
};

/** A cookie's domain is of all names below it too, with or without the dot that some write before it. */
function isOf(host: string, domain: string): boolean {
  const bare = domain.toLowerCase().replace(/^\./, "");
  return host === bare || host.endsWith(`.${bare}`);
}
