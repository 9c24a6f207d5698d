import { parse as parseIni } from "ini";
import { parse as parseToml } from "smol-toml";
import { parse } from "yaml";
import { ConfigFile, Secret, text } from "../../lib/core/index.ts";
import { at, content, if_, inApp, keyed, type Place, type Places } from "./place.ts";

const configured = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { app, stack }) =>
    void app({ configs: [new ConfigFile(stack, "c", { target: "/c", content: { text: "a" }, ...props(t) })] }),
  arrives,
});
const secret = (options: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { app, stack }) => void app({ secrets: [Secret.generated(stack, "key").file(options(t))] }),
  arrives,
});
const renewal = (props: (text: string) => object): Place =>
  secret((t) => ({ renewal: { command: ["a"], ...props(t) } }), "unwritten");

/** Every text that config files and secrets take. */
export const filePlaces: Places = {
  "ConfigContent.text": content(
    (t) => ({ text: t }),
    (written) => written,
  ),
  "ConfigContent.yaml": content(
    (t) => ({ yaml: { a: t } }),
    (written) => at(parse(written), "a"),
  ),
  "ConfigContent.yaml: key": content(
    (t) => ({ yaml: keyed(t, "v") }),
    (written, t) => (at(parse(written), t) === "v" ? t : written),
  ),
  "ConfigContent.yaml: item": content(
    (t) => ({ yaml: [[t]] }),
    (written) => at(parse(written), "0", "0"),
  ),
  "ConfigContent.yaml: text": content(
    (t) => ({ yaml: { a: text`${t}` } }),
    (written) => at(parse(written), "a"),
  ),
  "ConfigContent.yaml: read as YAML 1.1": content(
    (t) => ({ yaml: { a: t } }),
    (written) => at(parse(written, { version: "1.1" }), "a"),
  ),
  "ConfigContent.json": content(
    (t) => ({ json: keyed(t, t) }),
    (written, t) => at(JSON.parse(written), t),
  ),
  "ConfigContent.toml": content(
    (t) => ({ toml: { a: t } }),
    (written) => at(parseToml(written), "a"),
  ),
  "ConfigContent.toml: key": content(
    (t) => ({ toml: keyed(t, "v") }),
    (written, t) => (at(parseToml(written), t) === "v" ? t : written),
  ),
  "ConfigContent.toml: table": content(
    (t) => ({ toml: keyed(t, { a: [t] }) }),
    (written, t) => at(parseToml(written), t, "a", "0"),
  ),
  "ConfigContent.ini": content(
    (t) => ({ ini: { s: { a: t } } }),
    (written) => at(parseIni(written), "s", "a"),
  ),
  "ConfigContent.ini: key": content(
    (t) => ({ ini: { s: keyed(t, "v") } }),
    (written, t) => (at(parseIni(written), "s", t) === "v" ? t : written),
  ),
  "ConfigContent.ini: section": content(
    (t) => ({ ini: keyed(t, { a: "v" }) }),
    (written, t) => (at(parseIni(written), ...(t === "" ? [] : [t]), "a") === "v" ? t : written),
  ),
  "ConfigContent.ini: key of no section": content(
    (t) => ({ ini: { "": keyed(t, "v") } }),
    (written, t) => (at(parseIni(written), t) === "v" ? t : written),
  ),
  "ConfigContent.env": content(
    (t) => ({ env: { A: t } }),
    (written) => written.slice(2, -1),
  ),
  "ConfigContent.env: name": content(
    (t) => ({ env: keyed(t, "v") }),
    (written) => written.slice(0, -3),
  ),
  "ConfigContent.template": {
    put: (t, { app, stack }) =>
      void app({ configs: [new ConfigFile(stack, "c", { target: "/c", content: { template: t, values: {} } })] }),
    arrives: "refused",
  },
  "ConfigContent.values": {
    put: (t, { app, stack }) => {
      const template = { template: "postgres/make-databases.sh", values: keyed(t, "v") };
      void app({ configs: [new ConfigFile(stack, "c", { target: "/c", content: template })] });
    },
    arrives: "refused",
  },
  "ConfigFileProps.content": configured(
    (t) => ({ content: () => ({ text: t }) }),
    (data) => at(data, "configs", "c", "content"),
  ),
  "ConfigFileProps.target": configured((t) => ({ target: t }), "refused"),
  "ConfigFileProps.target: folder": configured(
    (t) => ({ target: `/a/${t}/x` }),
    if_(inApp("configs", "0", "target"), (t) => `/a/${t}/x`),
  ),
  "ConfigFileProps.mode": configured((t) => ({ mode: t }), "refused"),
  "SecretFileOptions.target": secret((t) => ({ target: t }), "refused"),
  "SecretFileOptions.target: folder": secret(
    (t) => ({ target: `/a/${t}/x` }),
    if_(inApp("secrets", "0", "target"), (t) => `/a/${t}/x`),
  ),
  "SecretFileOptions.mode": secret((t) => ({ mode: t }), "refused"),
  "SecretRenewal.command": renewal((t) => ({ command: [t] })),
  "SecretRenewal.enter": renewal((t) => ({ enter: t })),
  "SecretRenewal.user": renewal((t) => ({ user: t })),
  "Secret.provided": {
    put: (t, { app, stack }) => void app({ secrets: [Secret.provided(stack, "key", { description: t }).file()] }),
    arrives: "unwritten",
  },
  "Secret.provided: id": {
    put: (t, { app, stack }) => void app({ secrets: [Secret.provided(stack, t).file()] }),
    arrives: if_(inApp("secrets", "0"), (t) => t),
  },
  "Secret.generated": {
    put: (t, { app, stack }) => void app({ secrets: [Secret.generated(stack, t).file()] }),
    arrives: if_(inApp("secrets", "0"), (t) => t),
  },
  "Secret.generated: alphabet": {
    put: (t, { app, stack }) => void app({ secrets: [Secret.generated(stack, "a", { alphabet: t as "hex" }).file()] }),
    arrives: "refused",
  },
};
