import { type ModelText, type ServiceModel, type StackModel, testOf } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { fileVariable } from "../images.ts";
import { isWithin, servicesOf } from "../walk.ts";

export const unfiledSecret: Check = {
  code: "HL131",
  level: "advice",
  title: "A secret that the engine shows",
  why: "`docker inspect` shows the environment, the arguments, the labels and the options of a container, `docker volume inspect` and `docker network inspect` the options of those, to whoever may ask the engine; arguments every process of the container sees. Some images and drivers take nothing else.",
  fix: "see whether the image takes a file (a variable that ends in `_FILE`, a config file, an option), and give it `secret.file()`",
  reference: "OWASP Docker Security Cheat Sheet rule 12; CIS Docker Benchmark 4.10",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      for (const place of placesIn(service)) yield { path: service.path, message: `${place} holds a secret` };
    }
    for (const stack of model.stacks) {
      for (const { path, place } of placesInOptions(stack)) yield { path, message: `${place} holds a secret` };
    }
  },
};

function* placesIn(service: ServiceModel): Generator<string> {
  const { image, environment, command, entrypoint, healthcheck, labels, logging } = service;
  for (const [name, text] of Object.entries(environment)) {
    if (isSecret(text) && fileVariable(image, name) === undefined) yield name;
  }
  const test = testOf(healthcheck);
  for (const [place, words = []] of Object.entries({ command, entrypoint, "healthcheck.test": test })) {
    if (words.some(isSecret)) yield place;
  }
  for (const [name, text] of Object.entries(labels)) if (isSecret(text)) yield `label ${name}`;
  for (const [name, text] of Object.entries(logging?.options ?? {}))
    if (isSecret(text)) yield `logging.options.${name}`;
}

/** A stack's own: another's is found there. */
function placesInOptions(stack: StackModel): { readonly path: string; readonly place: string }[] {
  return [...stack.volumes, ...stack.networks]
    .filter(({ path }) => isWithin(path, stack.path))
    .flatMap(({ path, driverOpts }) =>
      Object.entries(driverOpts).flatMap(([name, text]) =>
        isSecret(text) ? [{ path, place: `driverOpts.${name}` }] : [],
      ),
    );
}

function isSecret(text: ModelText): boolean {
  return typeof text !== "string";
}
