import {
  cadvisor,
  cloudflared,
  dockge,
  forgejo,
  grafana,
  homepage,
  jellyfin,
  linuxServerImages,
  mariadb,
  microbin,
  mosquitto,
  nextcloud,
  nodeExporter,
  ntfy,
  paperless,
  portainer,
  postgres,
  prometheus,
  rabbitmq,
  redis,
  registry,
  traefik,
  uptimeKuma,
  valkey,
  vaultwarden,
} from "../images/all.ts";
import { parseImage } from "../model/index.ts";
import { type Data, dataOf, textOf } from "./data.ts";

/** The components, by what they run. */
const components = {
  CAdvisor: [cadvisor],
  Cloudflared: [cloudflared],
  Dockge: [dockge],
  Forgejo: [forgejo],
  Grafana: [grafana],
  Homepage: [homepage],
  Jellyfin: [jellyfin],
  LinuxServer: linuxServerImages,
  MariaDB: [mariadb],
  Microbin: [microbin],
  Mosquitto: [mosquitto],
  Nextcloud: [nextcloud],
  NodeExporter: [nodeExporter],
  Ntfy: [ntfy],
  Paperless: [paperless],
  Portainer: [portainer],
  Postgres: [postgres],
  Prometheus: [prometheus],
  RabbitMQ: [rabbitmq],
  Redis: [redis],
  Registry: [registry],
  Traefik: [traefik],
  UptimeKuma: [uptimeKuma],
  Valkey: [valkey],
  Vaultwarden: [vaultwarden],
} as const;

/** The names of all components that a note may name. */
export const componentNames: readonly string[] = Object.keys(components);

/**
 * Says of which services there are components. Each stays a Service: a component hardens it, and has volumes and secrets of
 * its own names, so that its container would be recreated.
 */
export function componentNote(project: string, services: Data): string[] {
  const found = Object.entries(services).flatMap(([name, service]) => {
    const component = componentOf(textOf(dataOf(service)["image"]) ?? "");
    return component === undefined ? [] : [`${name} (${component})`];
  });
  if (found.length === 0) return [];
  return [
    `${project}: there are components for ${found.sort().join(", ")}; they stay Services, since a component would recreate the container`,
  ];
}

function componentOf(image: string): string | undefined {
  const parsed = parseImage(image);
  if (parsed === undefined) return undefined;
  const repository = `${parsed.registry}/${parsed.repository}`;
  return Object.entries(components).find(([, images]) =>
    images.some(({ names }) => (names as readonly string[]).includes(repository)),
  )?.[0];
}
