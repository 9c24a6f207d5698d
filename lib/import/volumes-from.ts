import { type Data, dataOf, listOf, textOf } from "./data.ts";

/** With the volumes of the services that it has them from, but for what it mounts there itself. */
export function withVolumes({ volumes_from: from, ...service }: Data, services: Data): Data {
  const own = listOf(service["volumes"]);
  const theirs = listOf(from).flatMap((one) => {
    const [name = "", mode] = String(one).split(":");
    const mounts = listOf(dataOf(services[name])["volumes"]).map(dataOf);
    return mounts.map((mount): Data => (mode === "ro" ? { ...mount, read_only: true } : mount));
  });
  const places = new Set(own.map((one) => textOf(dataOf(one)["target"])));
  const isForeign = listOf(from).some((one) => !(String(one).replace(/:.*$/, "") in services));
  if (isForeign) return { ...service, volumes_from: from };
  const all = [...own, ...theirs.filter(({ target }) => !places.has(textOf(target)))];
  return { ...service, ...(all.length > 0 && { volumes: all }) };
}
