import type { HomelabModel, SecretModel } from "../model/index.ts";

/**
 * What software does with a secret that changed: by the last part of the image's repository. These images read it when they
 * set up an empty data folder, and not again (their documentation's notes on initialisation).
 */
const firstRunOnly: Readonly<Record<string, string>> = {
  postgres: "the role keeps its password: ALTER ROLE … PASSWORD '…' in psql",
  mariadb: "the user keeps its password: ALTER USER … IDENTIFIED BY '…'",
  mysql: "the user keeps its password: ALTER USER … IDENTIFIED BY '…'",
  mongo: "the user keeps its password: db.changeUserPassword(…)",
  nextcloud: "an installed Nextcloud keeps what it was set up with: occ user:resetpassword, occ config:system:set",
};

/** What the consumers of a rotated secret will not take over by themselves, a line each. */
export function afterRotation(model: HomelabModel, secret: SecretModel): string[] {
  const services = model.stacks.flatMap((stack) => stack.services);
  return secret.consumers.flatMap((path) => {
    const image = services.find((service) => service.path === path)?.image ?? "";
    const software = image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "";
    const note = Object.hasOwn(firstRunOnly, software) ? firstRunOnly[software] : undefined;
    return note === undefined ? [] : [`${path} (${software}) reads it on its first start only; ${note}`];
  });
}
