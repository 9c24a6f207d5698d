import { parse } from "yaml";
import { Forgejo, Mosquitto, Ntfy, Postgres, RabbitMQ, Redis, Registry } from "../../lib/apps/index.ts";
import { external, Secret, type SqlDatabase, sqlDatabase } from "../../lib/core/index.ts";
import { at, environment, file, if_, keyed, type Place, type Places } from "./place.ts";

const forgejo = (props: (text: string) => object, arrives: Place["arrives"]): Place => ({
  put: (t, { stack }) => void new Forgejo(stack, "git", props(t)),
  arrives,
});
/** A database elsewhere, as a user names one to a component. */
const elsewhere = (props: (text: string) => Partial<SqlDatabase<"postgres">>, arrives: Place["arrives"]): Place =>
  forgejo(() => ({}), arrives) && {
    put: (t, { stack }) => {
      const endpoint = external("postgres", "10.0.0.5", 5432);
      const password = Secret.provided(stack, "db-password");
      const parts = { engine: "postgres", endpoint, database: "git", user: "git", password, ...props(t) } as const;
      const database = sqlDatabase(parts);
      new Forgejo(stack, "git", { database });
    },
    arrives,
  };
const proxied = (props: (text: string) => object, key: string): Place => ({
  put: (t, { stack }) => void new Registry(stack, "cache", { proxy: { url: "https://example.com", ...props(t) } }),
  arrives: (data) => at(parse(file(data, "cache-config")), "proxy", key),
});

/** Every text of what other programs call on. */
export const serversPlaces: Places = {
  "SqlServer.database": {
    put: (t, { stack }) => void new Postgres(stack, "db").database(t),
    arrives: if_(
      (data) => at(data, "services", "db-databases", "command", "2"),
      (t) => t,
    ),
  },
  "Postgres.database": {
    put: (t, { stack }) => void new Postgres(stack, "db").database(t),
    arrives: if_(
      (data) => at(data, "services", "db-databases", "command", "2"),
      (t) => t,
    ),
  },
  "DatabaseOptions.extensions": {
    put: (t, { stack }) => void new Postgres(stack, "db").database("one", { extensions: [t] }),
    arrives: environment("db-databases", "one_EXTENSIONS"),
  },
  "SqlDatabase.extensions": elsewhere((t) => ({ extensions: [t] }), "unwritten"),
  "SqlDatabase.database": elsewhere((t) => ({ database: t }), environment("git", "FORGEJO__database__NAME")),
  "SqlDatabase.user": elsewhere((t) => ({ user: t }), environment("git", "FORGEJO__database__USER")),
  "external.host": elsewhere(
    (t) => ({ endpoint: external("postgres", t, 5432) }),
    if_(environment("git", "FORGEJO__database__HOST"), (t) => `${t}:5432`),
  ),
  "KeyValueProps.memory": {
    put: (t, { stack }) => void new Redis(stack, "redis", { memory: t } as never),
    arrives: "refused",
  },
  "Mosquitto.account": {
    put: (t, { stack }) => void new Mosquitto(stack, "mqtt").account(t),
    arrives: (data) => at(data, "services", "mqtt", "command", "2"),
  },
  "Ntfy.account": {
    put: (t, { stack }) => void new Ntfy(stack, "ntfy").account(t),
    arrives: (data) => at(data, "services", "ntfy", "command", "1"),
  },
  "NtfyProps.everyone": {
    put: (t, { stack }) => void new Ntfy(stack, "ntfy", { everyone: keyed(t, "deny-all") }),
    arrives: (data) => at(data, "services", "ntfy", "command", "2"),
  },
  "RabbitMQ.queue": {
    put: (t, { stack }) => void new RabbitMQ(stack, "mq").queue(t),
    arrives: (data) => at(JSON.parse(file(data, "mq-definitions")), "vhosts", "1", "name"),
  },
  "RabbitMQProps.definitions": {
    put: (t, { stack }) => void new RabbitMQ(stack, "mq", { definitions: { queues: [{ name: t }] } }),
    arrives: (data) => at(JSON.parse(file(data, "mq-definitions")), "queues", "0", "name"),
  },
  "RegistryProxy.url": proxied((t) => ({ url: t }), "remoteurl"),
  "RegistryProxy.username": proxied((t) => ({ username: t }), "username"),
};
