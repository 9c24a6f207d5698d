import { Mosquitto, RabbitMQ, Registry, type Stack } from "homelab-stacks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExecError } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";
import { Rendered } from "./rendered.ts";

// Real servers under the components' own settings, each asked by its own clients.

let lab: Rendered;

const define = (stack: Stack) => {
  new Mosquitto(stack, "mqtt").account("home-assistant");
  const jobs = { name: "jobs", vhost: "app", durable: true, auto_delete: false, arguments: {} };
  new RabbitMQ(stack, "broker", { http: { hostPort: 18_673 }, definitions: { queues: [jobs] } }).queue("app");
  const origin = new Registry(stack, "origin", { http: { hostPort: 18_503 } });
  new Registry(stack, "cache", { http: { hostPort: 18_504 }, proxy: { url: origin.web.url } });
};
/** RabbitMQ's stand in a JSON file, which takes all but quotes and backslashes. */
const hostile = (name: string) => `a ${name.toLowerCase()} $%&'${name.includes("_BROKER_") ? "" : '"'}`;

beforeAll(async () => {
  lab = await Rendered.open("brokers-test");
  await lab.up(define, hostile);
});

afterAll(() => lab?.close());

/** What a command that must fail says. */
async function refusal(work: Promise<string>): Promise<string> {
  try {
    return `it did not fail: ${await work}`;
  } catch (error) {
    if (error instanceof ExecError) return error.message;
    throw error;
  }
}

describe("Mosquitto", () => {
  const publish = (user: string, password: string, message: string) =>
    lab.exec("mqtt", ["mosquitto_pub", "-r", "-t", "house", "-u", user, "-P", password, "-m", message]);
  const password = hostile("BROKERS_TEST_MQTT_HOME_ASSISTANT_PASSWORD");

  it("lets in who has an account, whatever the password is made of, and nobody else", async () => {
    await publish("home-assistant", password, "on");
    const read = ["mosquitto_sub", "-t", "house", "-C", "1", "-W", "5", "-u", "home-assistant", "-P", password];
    expect(await lab.exec("mqtt", read)).toBe("on\n");
    expect(await refusal(publish("home-assistant", "a guess", "off"))).toMatch(/not authori[sz]ed/i);
    const nameless = ["env", "-u", "XDG_CONFIG_HOME", "mosquitto_pub", "-t", "a", "-m", "b"];
    expect(await refusal(lab.exec("mqtt", nameless))).toMatch(/not authori[sz]ed/i);
  });

  it("runs as its own user, and keeps what is retained", async () => {
    expect(await lab.exec("mqtt", ["stat", "-c", "%u", "/proc/1"])).toBe("1883\n");
    await engine.docker(["restart", lab.container("mqtt")]);
    await lab.up(define, hostile);
    const read = ["mosquitto_sub", "-t", "house", "-C", "1", "-W", "5", "-u", "home-assistant", "-P", password];
    expect(await lab.exec("mqtt", read)).toBe("on\n");
  });
});

describe("RabbitMQ", () => {
  const ask = async (path: string, user: string, password: string) => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const answer = await fetch(`http://127.0.0.1:18673/api/${path}`, { headers: { authorization } });
    return [answer.status, answer.ok ? await answer.json() : undefined] as const;
  };
  const admin = hostile("BROKERS_TEST_BROKER_PASSWORD");

  it("has the users, virtual hosts and queues of its definition", async () => {
    const [status, queues] = await ask("queues/app", "admin", admin);
    expect([status, queues]).toEqual([200, [expect.objectContaining({ name: "jobs", durable: true })]]);
    expect((await ask("overview", "guest", "guest"))[0]).toBe(401);
    expect((await ask("overview", "admin", "a guess"))[0]).toBe(401);
    const app = ["rabbitmqctl", "-q", "list_user_permissions", "app"];
    expect(await lab.exec("broker", app)).toContain("app\t.*\t.*\t.*");
  });

  it("is the same node when its container is another", async () => {
    const data = ["sh", "-c", "ls -d /var/lib/rabbitmq/mnesia/rabbit@*[a-z]"];
    const before = await lab.exec("broker", data);
    await engine.docker(["rm", "--force", lab.container("broker")]);
    await lab.up(define, hostile);
    expect(await lab.exec("broker", data)).toBe(before);
    expect(before).toContain("rabbit@rabbitmq");
  });
});

describe("Registry", () => {
  it("takes an image, and another one passes it on and keeps it", async () => {
    const origin = "127.0.0.1:18503/test/image:1";
    const cache = "127.0.0.1:18504/test/image:1";
    await engine.docker(["tag", (await engine.inspect(lab.container("mqtt"))).Image, origin]);
    try {
      await engine.docker(["push", "--quiet", origin]);
      await engine.docker(["pull", "--quiet", cache]);
      const kept = await lab.exec("cache", [
        "find",
        "/var/lib/registry",
        "-path",
        "*test/image/_manifests*",
        "-name",
        "link",
      ]);
      expect(kept).not.toBe("");
      expect(await refusal(engine.docker(["push", "--quiet", cache]))).toMatch(/unsupported|405|denied/);
    } finally {
      for (const name of [origin, cache]) await engine.docker(["image", "rm", "--force", name]);
    }
  });
});
