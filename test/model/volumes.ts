import { Homelab, type HomelabProps, Service, Stack, Volume, type VolumeProps } from "../../lib/core/index.ts";
import { type Build, build, emptyLedger, type Ledger } from "../../lib/model/index.ts";

export const image = "docker.io/library/nginx:1.30.4";

/** Volumes by their paths `stack/service/volume`. */
export type Volumes = Readonly<Record<string, Partial<VolumeProps>>>;

/** A homelab of volumes `stack/service/volume`, each mounted by its service. */
export function lab(volumes: Volumes, moves: Readonly<Record<string, string>> = {}, props: HomelabProps = {}): Homelab {
  const homelab = new Homelab("kite", props);
  for (const [path, own] of Object.entries(volumes)) {
    const [stackId = "", serviceId = "", id = ""] = path.split("/");
    const stack = (homelab.node.tryFindChild(stackId) as Stack | undefined) ?? new Stack(homelab, stackId);
    const service =
      (stack.node.tryFindChild(serviceId) as Service | undefined) ?? new Service(stack, serviceId, { image });
    const volume = new Volume(service, id, { class: "data", ...own });
    service.override({
      volumes: [...(service.effectiveProps.volumes ?? []), { volume, target: `/${id}` }],
    });
  }
  for (const [from, to] of Object.entries(moves)) homelab.moved(from, to);
  return homelab;
}

/** The ledger that a build without errors comes to. */
export function ledgerOf({ ledger, problems }: Build): Ledger {
  if (!ledger || problems.some((one) => one.level === "error")) throw new Error(JSON.stringify(problems));
  return ledger.ledger;
}

/** What a first rendering records. */
export function recorded(volumes: Volumes, props: HomelabProps = {}): Ledger {
  return ledgerOf(build(lab(volumes, {}, props), { ledger: emptyLedger }));
}

/** Where each volume on record lies. */
export function places(ledger: Ledger): Record<string, string> {
  return Object.fromEntries([...ledger.entries].map(([path, { place }]) => [path, place]));
}
