import { knownByLastName, type Renewal } from "../../images/index.ts";
import { type HomelabModel, parseImage, type SecretModel, type ServiceModel, sortedBy } from "../../model/index.ts";
import { shellWord } from "../../system/shell-word.ts";

/**
 * What is left to do when a secret has been generated again, a line each: which containers Compose must make again (it does not
 * see that a file of theirs is another), then what their software does not take over by itself. As the components have it
 * on record; for other services by the image and the variable.
 */
export function afterRotation(model: HomelabModel, secret: SecretModel): string[] {
  const consumers = model.stacks.map((stack) => ({
    stack,
    services: stack.services.filter(({ path }) => secret.consumers.includes(path)),
  }));
  const again = consumers.flatMap(({ stack, services }) =>
    services.length === 0
      ? []
      : [
          `with Compose: \`homelab render --secrets\`, then for the stack ${stack.name}: ` +
            `docker compose up -d --force-recreate ${services.map(({ key }) => key).join(" ")}`,
        ],
  );
  const services = sortedBy(
    consumers.flatMap((one) => one.services),
    ({ path }) => path,
  );
  const kept = services.flatMap((service) => {
    const renewal = renewalOf(secret, service);
    return renewal === undefined ? [] : [renewalLine(secret, service, renewal)];
  });
  return [...again, ...kept];
}

function renewalOf(secret: SecretModel, service: ServiceModel): Renewal | undefined {
  if (secret.renewals.length > 0) return secret.renewals.find((one) => one.service === service.path);
  const software = parseImage(service.image)?.repository.split("/").at(-1) ?? "";
  const { firstStart } = knownByLastName(software);
  if (firstStart === undefined) return undefined;
  const files = new Set(service.secrets.filter((one) => one.secret === secret.name).map(({ target }) => target));
  const reads = Object.entries(service.environment).some(([name, value]) => {
    const holds =
      typeof value === "string"
        ? files.has(value)
        : value.some((part) => typeof part !== "string" && part.secret === secret.name);
    return holds && firstStart.variable.test(name);
  });
  const plain = (name: string) => {
    const value = service.environment[name];
    return typeof value === "string" ? value : undefined;
  };
  return reads ? firstStart.renewal(plain) : undefined;
}

function renewalLine(
  { name }: SecretModel,
  { path, containerName }: ServiceModel,
  { command, user, enter }: Renewal,
): string {
  const as = user === undefined ? [] : ["-u", user];
  const line = ["docker", "exec", "-it", ...as, containerName, ...command].map(shellWord).join(" ");
  return (
    `${path} reads it on its first start only: before that, while it runs, enter the new value ` +
    `(\`homelab secrets show ${name}\`) at: ${line}${enter === undefined ? "" : `, as: ${enter}`}`
  );
}
