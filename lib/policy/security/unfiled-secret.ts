import type { ModelText, ServiceModel, StackModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { fileVariable } from "../images.ts";
import { isWithin, servicesOf } from "../walk.ts";

export const unfiledSecret: Check = {
  code: "HL131",
  level: "advice",
  title: "A secret that the engine shows",
  why: "`docker inspect` shows the environment, the arguments and the options of a container, and `docker volume inspect` those of a volume, to whoever may ask the engine; arguments every process of the container sees. Some images and drivers take nothing else.",
  fix: "see whether the image takes a file (a variable that ends in `_FILE`, a config file, an option), and give it `secret.file()`",
  reference: "OWASP Docker Security Cheat Sheet rule 12; CIS Docker Benchmark 4.10",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      for (const place of placesIn(service)) yield { path: service.path, message: `${place} holds a secret` };
    }
    for (const stack of model.stacks) {
      for (const { path, place } of placesInVolumes(stack)) yield { path, message: `${place} holds a secret` };
    }
  },
};

function* placesIn({ image, environment, command, entrypoint, healthcheck, logging }: ServiceModel): Generator<string> {
  for (const [name, text] of Object.entries(environment)) {
    if (isSecret(text) && fileVariable(image, name) === undefined) yield name;
  }
  const test = typeof healthcheck === "object" ? healthcheck.test : [];
  for (const [place, words = []] of Object.entries({ command, entrypoint, "healthcheck.test": test })) {
    if (words.some(isSecret)) yield place;
  }
  for (const [name, text] of Object.entries(logging?.options ?? {}))
    if (isSecret(text)) yield `logging.options.${name}`;
}

/** A stack's own: another's is found there. */
function placesInVolumes({ path: stack, volumes }: StackModel): { readonly path: string; readonly place: string }[] {
  return volumes
    .filter(({ path }) => isWithin(path, stack))
    .flatMap(({ path, driverOpts }) =>
      Object.entries(driverOpts).flatMap(([name, text]) =>
        isSecret(text) ? [{ path, place: `driverOpts.${name}` }] : [],
      ),
    );
}

function isSecret(text: ModelText): boolean {
  return typeof text !== "string";
}
