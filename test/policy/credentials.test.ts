import { describe, expect, it } from "vitest";
import { ConfigFile, Secret, Service, type ServiceProps, Stack, text, Volume } from "../../lib/core/index.ts";
import { check, type Define, found, table } from "./table.ts";

const image = "docker.io/library/nginx:1.30.4";
const hunter = "hunter2-and-more";

const one = (props: Partial<ServiceProps>): Define => {
  return (lab) => new Service(new Stack(lab, "a"), "app", { image, ...props });
};
const env = (environment: Record<string, string>): Define => one({ environment });
const command = (...words: readonly string[]): Define => one({ command: words });

const mounted = (driverOpts: Record<string, string>): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const volume = new Volume(stack, "share", { class: "media", driverOpts });
    new Service(stack, "app", { image, volumes: [{ volume, target: "/media" }] });
  };
};

const holding = (props: (secret: Secret, stack: Stack) => Partial<ServiceProps>): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    new Service(stack, "app", { image, ...props(Secret.generated(stack, "token"), stack) });
  };
};

/** Names and values that look like credentials and are none: most of them compose-lint's own exceptions. */
const harmless: Readonly<Record<string, string>> = {
  "a file's name": "DB_PASSWORD_FILE=db_password.txt",
  "a path": "DB_PASSWORD=/run/secrets/db",
  "a file's URL": "SECRET_KEY_URI=file:/run/secrets/key",
  "a switch": "ALLOW_EMPTY_PASSWORD=please",
  "another switch": "MYSQL_RANDOM_ROOT_PASSWORD=please",
  "a boolean": "DISABLE_ADMIN_TOKEN=true",
  "a lifetime": "ACCESS_TOKEN_TTL=900",
  "a lifetime with its unit": "JWT_ACCESS_TOKEN_EXPIRE=30m",
  "a size": "PASSWORD_MIN_LENGTH=12",
  "a count of words": "OPENAI_MAX_TOKENS=4096",
  "an address": "OAUTH_TOKEN_URL=https://id.example.com/token",
  "an address as a value": "TOKEN_SERVICE=https://id.example.com/token",
  "a header": "TOKEN_HEADER=X-Token",
  "another program's placeholder": "WIDGET_PASSWORD={{HOMEPAGE_FILE_PASSWORD}}",
  "a name that begins alike": "PASSPORT_GITHUB_CALLBACK=yes-please",
  "an address with a name alone": "DATABASE=postgres://app@db/app",
  "an empty value": "API_KEY=",
};

const split = (line: string) => env(Object.fromEntries([line.split(/=(.*)/s).slice(0, 2)]));

table("HL115", {
  trips: {
    "a password": ["a/app", env({ DB_PASSWORD: hunter })],
    "a number as a password": ["a/app", env({ DB_PASSWORD: "48213377" })],
    "words as a lifetime": ["a/app", env({ AUTH_TOKEN_TTL: hunter })],
    "a reference that nothing expands": ["a/app", env({ API_KEY: "${API_KEY}" })],
    "a reference behind a literal": ["a/app", env({ API_KEY: `${hunter}$X` })],
    "a password in a URL": ["a/app", env({ DATABASE: `postgres://app:${hunter}@db/app` })],
    "a password in a URL without a user": ["a/app", env({ CACHE: `redis://:${hunter}@cache:6379` })],
    "a label": ["a/app", one({ labels: { "homepage.widget.password": hunter } })],
    "an option": ["a/app", command("app", "--admin-password", hunter)],
    "an option with its value": ["a/app", command("app", `--admin-password=${hunter}`)],
    "a variable in a shell's line": ["a/app", command("sh", "-c", `PGPASSWORD=${hunter} psql`)],
    "Redis' password": ["a/app", command("redis-server", "--requirepass", hunter)],
    "a healthcheck's option": ["a/app", one({ healthcheck: { test: ["CMD", "app", "--token", hunter] } })],
    "an option of a logging driver": [
      "a/app",
      one({ logging: { driver: "splunk", options: { "splunk-token": hunter } } }),
    ],
    "a share's password": ["a/share", mounted({ type: "cifs", o: `addr=nas,username=me,password=${hunter}` })],
    "a URL in a config file": [
      "a/app",
      (lab) => {
        const stack = new Stack(lab, "a");
        const content = { yaml: { url: `mysql://app:${hunter}@db/app` } };
        new Service(stack, "app", {
          image,
          configs: [new ConfigFile(stack, "conf", { target: "/etc/app.yaml", content })],
        });
      },
    ],
  },
  passes: {
    ...Object.fromEntries(Object.entries(harmless).map(([what, line]) => [what, split(line)])),
    "a secret in the options of a share": holding((token, stack) => {
      const driverOpts = { type: "cifs", o: text`addr=nas,username=me,password=${token}` };
      return { volumes: [{ volume: new Volume(stack, "share", { class: "media", driverOpts }), target: "/m" }] };
    }),
    "a secret as an argument": holding((token) => ({ command: ["app", "--password", token] })),
    "a share without one": mounted({ type: "nfs", o: "addr=nas,rw,nfsvers=4" }),
    "a secret": (lab) => {
      const stack = new Stack(lab, "a");
      const password = Secret.generated(stack, "password");
      const environment = { DB_PASSWORD: password, DATABASE: text`postgres://app:${password.uriEncoded}@db/app` };
      new Service(stack, "app", { image, environment });
    },
    "a secret's file": (lab) => {
      const stack = new Stack(lab, "a");
      new Service(stack, "app", { image, environment: { API_TOKEN: Secret.generated(stack, "token").file() } });
    },
    "an option that names a file": command("app", "--password-file", "/run/secrets/password"),
    "an option that the container's shell expands": command("sh", "-c", "app --password $PASSWORD"),
    "an option without a value": command("app", "--password", "--verbose"),
  },
});

describe("HL115", () => {
  it("never shows the value", () => {
    const everywhere = one({
      environment: { DB_PASSWORD: hunter, DATABASE: `postgres://app:${hunter}@db/app` },
      labels: { "app.token": hunter },
      command: ["app", "--password", hunter],
    });
    expect(found("HL115", everywhere)).toHaveLength(4);
    expect(JSON.stringify(check(everywhere))).not.toContain(hunter);
  });
});

table("HL116", {
  trips: {
    changeme: ["a/app", env({ DB_PASSWORD: "changeme" })],
    "a database's name": ["a/app", env({ POSTGRES_PASSWORD: "postgres" })],
    "a placeholder": ["a/app", env({ API_TOKEN: "your_token_here" })],
    "one in a URL": ["a/app", env({ DATABASE: "postgres://app:admin@db/app" })],
  },
  passes: { "another password": env({ DB_PASSWORD: hunter }), "the word elsewhere": env({ DB_USER: "postgres" }) },
});

const given = (name: string, variable: string, file: boolean): Define => {
  return (lab) => {
    const stack = new Stack(lab, "a");
    const secret = Secret.generated(stack, "password");
    new Service(stack, "app", { image: name, environment: { [variable]: file ? secret.file() : secret } });
  };
};

table("HL117", {
  trips: {
    "PostgreSQL's password": ["a/app", given("postgres:18.6", "POSTGRES_PASSWORD", false)],
    "one behind a mirror": [
      "a/app",
      given("127.0.0.1:5000/docker.io/library/postgres:18.6", "POSTGRES_PASSWORD", false),
    ],
    "a setting of Forgejo's": [
      "a/app",
      given("codeberg.org/forgejo/forgejo:15.0.7", "FORGEJO__database__PASSWD", false),
    ],
  },
  passes: {
    "its file": given("postgres:18.6", "POSTGRES_PASSWORD_FILE", true),
    "a variable without a file": given("postgres:18.6", "PGPASSWORD", false),
    "an image that is not known": given("example/app:1", "PASSWORD", false),
  },
});

table("HL131", {
  trips: {
    "an image that is not known": ["a/app", given("example/app:1", "PASSWORD", false)],
    "an argument": ["a/app", holding((token) => ({ command: ["app", text`--token=${token}`] }))],
    "an argument of the entrypoint": ["a/app", holding((token) => ({ entrypoint: ["app", token] }))],
    "an argument of the healthcheck": ["a/app", holding((token) => ({ healthcheck: { test: ["CMD", "ask", token] } }))],
    "an option of a logging driver": [
      "a/app",
      holding((token) => ({ logging: { driver: "splunk", options: { "splunk-token": token } } })),
    ],
    "a share's password": [
      "a/share",
      holding((token, stack) => {
        const driverOpts = { type: "cifs", o: text`addr=nas,username=me,password=${token}` };
        return { volumes: [{ volume: new Volume(stack, "share", { class: "media", driverOpts }), target: "/m" }] };
      }),
    ],
  },
  passes: {
    "its file": given("example/app:1", "PASSWORD_FILE", true),
    "an image that takes a file": given("postgres:18.6", "POSTGRES_PASSWORD", false),
  },
});
