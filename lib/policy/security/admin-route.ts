import type { Check } from "../check.ts";
import { publishedImage } from "../images.ts";
import { servicesByPath } from "../walk.ts";

/** Apps that control the host or hold everybody's data by design. */
const consoles = new Set([
  ...["docker.io/portainer/portainer-ce", "docker.io/portainer/portainer-ee", "docker.io/louislam/dockge"],
  ...["docker.io/library/adminer", "docker.io/library/phpmyadmin", "docker.io/phpmyadmin/phpmyadmin"],
  ...["docker.io/dpage/pgadmin4", "docker.io/amir20/dozzle", "ghcr.io/tecnativa/docker-socket-proxy"],
  ...["docker.io/wollomatic/socket-proxy", "ghcr.io/wollomatic/socket-proxy", "docker.io/11notes/socket-proxy"],
]);

export const adminRoute: Check = {
  code: "HL126",
  level: "warning",
  title: "A control panel with a public route",
  why: "It controls the engine or the databases: its login is all that stands between the internet and root on the host.",
  fix: "leave out the route and reach it through a VPN or an SSH tunnel, or say who may pass it (`auth`)",
  reference: "CIS Docker Benchmark 5.9",
  *find(model) {
    for (const { host, service: path, auth } of model.routes) {
      if (auth && auth.kind !== "none") continue;
      const service = servicesByPath(model).get(path);
      if (!service || !consoles.has(publishedImage(service.image).name)) continue;
      yield { path, message: `"${host}" leads to ${publishedImage(service.image).name}` };
    }
  },
};
