import { isIP } from "node:net";
import type { Baseline, DeviceProps, HealthcheckProps, PortProps, Service, Ulimit } from "../core/index.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { formatImage, parseImage } from "./image.ts";
import { sortedBy } from "./names.ts";
import type { HealthcheckModel, PortModel, ServiceModel } from "./schema.ts";
import { parseSize } from "./size.ts";
import type { Usage } from "./usage.ts";

// Each function reads one field of a service. A value that does not parse is noted as a problem; what it would have made
// is left out, or is one that no check has anything to say of, so that the rest of the definition is still checked.

/** Without the image's entrypoint, Pulumi's provider cannot have the engine run the image's own command. */
export function wordsAlone(service: Service, command: readonly unknown[] = []): void {
  if (command.length > 0) return;
  service.report({
    code: "HL070",
    message: "its entrypoint is empty, and it has no command: nothing says what runs",
    fix: "give the whole line as `command`, the image's own too where that is meant",
  });
}

/** What stands for an image that is wrong. No check has anything to say of it. */
const noImage = "invalid:invalid";

export function image(service: Service, text: unknown, mirror: string | undefined): string {
  if (text === undefined) return noImage;
  const parsed = typeof text === "string" ? parseImage(text) : undefined;
  if (!parsed) {
    service.report({
      code: "HL005",
      message: `${quote(text)} is not an image reference`,
      fix: "write it as docker pull takes it, with a tag: `docker.io/library/nginx:1.30.4`, the repository in lowercase",
    });
    return noImage;
  }
  const full = mirror === undefined ? String(text) : `${mirror}/${formatImage(parsed)}`;
  if (parseImage(full)) return full;
  service.report({
    code: "HL005",
    message: `with the mirror ${quote(mirror)} its image is no image reference`,
    fix: "write the mirror as a registry's address, without a scheme: `127.0.0.1:5000`",
  });
  return noImage;
}

/** In milliseconds. */
export function duration(service: Service, field: string, text: string, otherwise = 0): number {
  const parsed = typeof text === "string" ? parseDuration(text) : undefined;
  if (parsed === undefined) {
    service.report({
      code: "HL006",
      message: `${field} is ${quote(text)}, which is not a duration`,
      fix: "write a number with its unit, as Go and Compose do: `500ms`, `30s`, `1m30s`, `2h`",
    });
  }
  return parsed ?? otherwise;
}

/** In milliseconds, whole seconds and at least one: what Docker and Pulumi can both say. */
export function wholeSeconds(service: Service, field: string, text: string): number {
  const parsed = duration(service, field, text);
  if (parsed >= 1_000 && parsed % 1_000 === 0) return parsed;
  if (typeof text === "string" && parseDuration(text) !== undefined) {
    service.report({
      code: "HL006",
      message: `${field} is ${formatDuration(parsed)}, and Docker counts it in whole seconds, from 1s`,
      fix: "round it up to a second",
    });
  }
  return 1_000;
}

/** In bytes. */
export function size(service: Service, field: string, text: string): number | undefined {
  const parsed = typeof text === "string" ? parseSize(text) : undefined;
  if (parsed === undefined) {
    service.report({
      code: "HL007",
      message: `${field} is ${quote(text)}, which is not a size in whole MiB`,
      fix: "write it as Compose does, `512m`, `1.5g` or `524288000`, in whole MiB: the finest that both targets can say",
    });
  }
  return parsed;
}

/** As Compose and the engine write it: system, architecture, and where there are several its variant. */
export function platform(service: Service, text: string): string | undefined {
  if (/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/.test(text)) return text;
  service.report({
    code: "HL056",
    message: `platform is ${quote(text)}, which is no platform of images`,
    fix: "write system and architecture, `linux/amd64` or `linux/arm/v7`",
  });
  return undefined;
}

/** In bytes, or -1 for no limit. */
export function memswap(service: Service, text: string): number | undefined {
  return text === "-1" ? -1 : size(service, "memswapLimit", text);
}

/** @param anyAddress where it listens unless that is said */
export function port(service: Service, props: PortProps, anyAddress: string): PortModel | undefined {
  const isPort = (field: string, value: number) => {
    if (Number.isInteger(value) && value >= 1 && value <= 65535) return true;
    service.report({
      code: "HL008",
      message: `${field} is ${quote(value)}, which is not a port`,
      fix: "use a whole number from 1 to 65535",
    });
    return false;
  };
  const { target, published, hostIp = anyAddress, protocol = "tcp", name, appProtocol, mode } = props;
  const isAddress = hostIp === "" || isIP(hostIp) !== 0;
  if (!isAddress) {
    service.report({
      code: "HL008",
      message: `a port's hostIp is ${quote(hostIp)}, which is no IP address`,
      fix: "use `127.0.0.1` for the host alone, an empty text for every address, or one of the host's own",
    });
  }
  const arePorts = [
    isPort("a port's target", target),
    published === undefined || isPort("a port's published", published),
  ];
  if (!isAddress || arePorts.includes(false)) return undefined;
  return {
    ...{ target, ...(published !== undefined && { published }), hostIp, protocol },
    ...(name !== undefined && { name }),
    ...(appProtocol !== undefined && { appProtocol }),
    ...(mode === "host" && { mode }),
  };
}

/** A port that is shown and not published, or a range of them, as Compose writes it. */
export function exposed(service: Service, port: string | number): string | undefined {
  const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(?:tcp|udp|sctp))?$/.exec(String(port)) ?? [];
  if (Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= 65535) return String(port);
  service.report({
    code: "HL008",
    message: `expose has ${quote(port)}, which is not a port`,
    fix: "write a number from 1 to 65535, a range, or either with its protocol: `8080`, `5000-5010/udp`",
  });
  return undefined;
}

/** An absolute path, of the container or the host, without `..` and without a colon, which Docker splits at. */
export function absolutePath(service: Service, field: string, path: unknown): string | undefined {
  const usable = typeof path === "string" && /^\/[^:\0\r\n]*$/.test(path) && !path.split("/").includes("..");
  if (!usable) {
    service.report({
      code: "HL009",
      message: `${field} is ${quote(path)}, which is not an absolute path`,
      fix: "write the whole path from `/`, without `..` and without a colon, at which Docker splits it: a relative one would depend on where the command runs, and means nothing on a remote host",
    });
    return undefined;
  }
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

/** What Docker takes where neither the definition nor the image says anything; written out, an image's own do not hold. */
const dockersTimings = { interval: "30s", timeout: "30s", retries: 3, startPeriod: "0s" };

export function healthcheck(
  service: Service,
  props: HealthcheckProps | "none" | "image",
  baseline: Baseline,
  usage: Usage,
): HealthcheckModel {
  if (typeof props === "string") return props;
  const [kind] = props.test ?? ["CMD"];
  if (typeof kind !== "string" || !["CMD", "CMD-SHELL", "NONE"].includes(kind)) {
    service.report({
      code: "HL019",
      message: `the healthcheck's test begins with ${quote(kind)}`,
      fix: 'begin it with "CMD" (program and arguments) or "CMD-SHELL" (one line for the image\'s shell)',
    });
  }
  const { test, ...said } = props;
  // Of an image's own test, its own timings hold.
  const unsaid = baseline === "docker" || test === undefined || kind === "NONE" ? {} : dockersTimings;
  const { retries, ...timings } = { ...unsaid, ...said };
  const read = Object.entries(timings).map(([field, text]) => [field, duration(service, `healthcheck.${field}`, text)]);
  return {
    ...(test && { test: usage.resolveAll("healthcheck.test", test) }),
    ...Object.fromEntries(read),
    ...(retries !== undefined && { retries }),
  };
}

export function device(service: Service, props: DeviceProps): ServiceModel["devices"][number] | undefined {
  const source = absolutePath(service, "a device's source", props.source);
  const target = props.target === undefined ? source : absolutePath(service, "a device's target", props.target);
  const { permissions = "rwm" } = props;
  if (/^(?!.*(.).*\1)[rwm]{1,3}$/.test(permissions))
    return source && target ? { source, target, permissions } : undefined;
  service.report({
    code: "HL075",
    message: `a device's permissions are ${quote(permissions)}`,
    fix: "write any of `r`, `w` and `m`, each at most once",
  });
  return undefined;
}

export function ulimit(limit: number | Ulimit): number | Ulimit {
  return typeof limit === "number" ? limit : { soft: limit.soft, hard: limit.hard };
}

/** An octal mode such as `0444`, without the setuid, setgid and sticky bits. */
export function mode(service: Service, field: string, text: string | undefined): string | undefined {
  if (text === undefined || /^0[0-7]{3}$/.test(text)) return text;
  service.report({
    code: "HL075",
    message: `${field} is ${quote(text)}, which is not a file mode`,
    fix: "write `0` and three octal digits, such as `0444`; setuid, setgid and sticky bits cannot be set",
  });
  return undefined;
}

/** One or several, in their order. */
export function list(items: string | readonly string[] | undefined): string[] {
  return typeof items === "string" ? [items] : [...(items ?? [])];
}

export function sortedMap<V, W>(
  map: Readonly<Record<string, V>> | undefined,
  value: (item: V) => W,
): Record<string, W> {
  return Object.fromEntries(
    sortedBy(Object.entries(map ?? {}), ([key]) => key).map(([key, item]) => [key, value(item)]),
  );
}

/** A value as it may be printed in a message: JSON, which escapes control characters, cut where it is long. */
export function quote(value: unknown): string {
  const text = typeof value === "string" || typeof value === "number" ? JSON.stringify(value) : `a ${typeof value}`;
  return text.length > 120 ? `${text.slice(0, 117)}…"` : text;
}
