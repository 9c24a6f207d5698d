import { demoLabel } from "../../demo/model.ts";
import { allInstances, type HomelabModel, type ServiceModel } from "../../model/index.ts";
import { printable } from "../../terminal/printable.ts";
import { demoHost } from "./engine.ts";
import { familiarName } from "./images.ts";

/** A service of the demo as it is. */
export interface DemoRow {
  readonly service: string;
  /** `healthy`, `running`, `done` (a task that ended well), `not started`, or what the engine says. */
  readonly state: string;
  /** As `docker` shows it: without Docker Hub's name. */
  readonly image: string;
  /** Where it answers on this host: `http://127.0.0.1:3006`. */
  readonly host: readonly string[];
  /** Where it would be published. */
  readonly urls: readonly string[];
}

/** The services of the example as they are on the engine, in the order of the model. */
export async function demoRows(model: HomelabModel, leftOut: readonly string[]): Promise<DemoRow[]> {
  const format = "{{.Names}}\t{{.Status}}";
  const filter = ["--filter", `label=${demoLabel}`];
  const lines = await demoHost.lines(["container", "ls", "--all", ...filter, "--format", format]);
  const states = new Map(lines.map((line) => line.split("\t") as [string, string]));
  return model.stacks.flatMap((stack) =>
    allInstances(stack).map((service) => ({
      service: service.containerName,
      state: leftOut.includes(service.path) ? "not started" : stateOf(states.get(service.containerName)),
      image: familiarName(service.image),
      host: service.ports.map((port) => hostAddress(port, service)).sort((a, b) => b.indexOf("/") - a.indexOf("/")),
      urls: model.routes
        .filter((route) => route.service === service.path)
        .map(({ scheme, host }) => `${scheme}://${host}`),
    })),
  );
}

// Of `Up 5 seconds (healthy)` and `Exited (0) 3 seconds ago` the part that matters.
function stateOf(status: string | undefined): string {
  if (status === undefined) return "missing";
  if (status.startsWith("Exited (0)")) return "done";
  return /^Up .*\((?:health: )?(\w+)\)$/.exec(status)?.[1] ?? (status.startsWith("Up") ? "running" : status);
}

function hostAddress({ hostIp, published, target }: ServiceModel["ports"][number], service: ServiceModel): string {
  const scheme = service.endpoints.find((one) => one.port === target)?.protocol;
  const host = hostIp === "0.0.0.0" || hostIp === "::" || hostIp === "" ? "127.0.0.1" : hostIp;
  const address = `${host.includes(":") ? `[${host}]` : host}:${published ?? "?"}`;
  return scheme === undefined || scheme === "tcp" ? address : `${scheme}://${address}`;
}

/** The rows as a table, a line each under a line of titles. */
export function formatTable(rows: readonly DemoRow[]): string {
  const cells = rows.map(({ service, state, image, host, urls }) =>
    [service, state, image, host.join(" ") || "-", urls.join(" ") || "-"].map(printable),
  );
  const table = [["SERVICE", "STATE", "IMAGE", "ON THIS HOST", "PUBLIC URL"], ...cells];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
