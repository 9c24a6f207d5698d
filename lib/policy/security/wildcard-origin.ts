import type { ModelText } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { servicesOf } from "../walk.ts";

const named = /cors|allow(ed)?_?origins?/i;

export const wildcardOrigin: Check = {
  code: "HL135",
  level: "warning",
  title: "A public app that every web site may use",
  why: "With `*` as the origins that it allows, any page that a visitor opens can ask the app in that visitor's place and read the answers.",
  fix: "name the origins: `https://www.example.com`",
  reference: "OWASP HTML5 Security Cheat Sheet, Cross Origin Resource Sharing",
  *find(model) {
    const routed = new Set(model.routes.map(({ service }) => service));
    for (const { service } of servicesOf(model)) {
      if (!routed.has(service.path)) continue;
      for (const [place, value] of settings(service.environment, service.labels)) {
        if (!named.test(place) || typeof value !== "string") continue;
        if (!value.split(/[\s,;]+/).includes("*")) continue;
        yield { path: service.path, message: `${place} is ${JSON.stringify(value)}, and a public route leads to it` };
      }
    }
  },
};

function* settings(
  environment: Readonly<Record<string, ModelText>>,
  labels: Readonly<Record<string, ModelText>>,
): Generator<readonly [place: string, value: ModelText]> {
  for (const [name, value] of Object.entries(environment)) yield [`environment.${name}`, value];
  for (const [name, value] of Object.entries(labels)) yield [`label ${name}`, value];
}
