import { type Data, dataOf, listOf, mapOf, textOf } from "./data.ts";

/**
 * The texts of a service in which variables and secrets are looked for, by their place: `environment.TZ`, `command.0`,
 * `volumes.2.source`. Of a service as it is written and as it is resolved, the same place is the same text.
 */
export function textsOf(service: Data): Map<string, string> {
  const found = new Map<string, string>();
  const add = (place: string, value: Parameters<typeof textOf>[0]) => {
    const text = textOf(value);
    if (text !== undefined) found.set(place, text);
  };
  for (const key of ["image", "container_name", "hostname", "user", "working_dir"]) add(key, service[key]);
  for (const key of ["environment", "labels"]) {
    for (const [name, value] of Object.entries(mapOf(service[key]))) add(`${key}.${name}`, value);
  }
  for (const key of ["command", "entrypoint"]) {
    for (const [index, word] of listOf(service[key]).entries()) add(`${key}.${index}`, word);
  }
  for (const [index, word] of listOf(dataOf(service["healthcheck"])["test"]).entries()) {
    add(`healthcheck.test.${index}`, word);
  }
  for (const [name, value] of Object.entries(dataOf(dataOf(service["logging"])["options"]))) {
    add(`logging.options.${name}`, value);
  }
  for (const [index, volume] of listOf(service["volumes"]).entries()) {
    add(`volumes.${index}.source`, dataOf(volume)["source"]);
  }
  return found;
}

/**
 * The texts of a project, by what has them: its services by their names, a config `configs.<key>`, and all volumes and
 * networks the empty name, their options at `<key>.<option>` and `network <key>.<option>`.
 */
export function textsOfProject(project: Data): Map<string, Map<string, string>> {
  const entries = (kind: string) =>
    Object.entries(dataOf(project[kind])).map(([key, data]) => [key, dataOf(data)] as const);
  const contents = entries("configs").flatMap(([key, { content }]): [string, Map<string, string>][] =>
    typeof content === "string" ? [[`configs.${key}`, new Map([["content", content]])]] : [],
  );
  const optionsOf = (kind: string, prefix: string) =>
    entries(kind).flatMap(([key, data]) =>
      Object.entries(dataOf(data["driver_opts"])).map(
        ([name, value]) => [`${prefix}${key}.${name}`, String(value)] as const,
      ),
    );
  const options = [...optionsOf("volumes", ""), ...optionsOf("networks", "network ")];
  const services = entries("services").map(([name, service]) => [name, textsOf(service)] as const);
  return new Map([...services, ...contents, ["", new Map(options)]]);
}
