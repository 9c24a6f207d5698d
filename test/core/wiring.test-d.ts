import { expectTypeOf, test } from "vitest";
import {
  type Address,
  Homelab,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  text,
  type WebEndpoint,
} from "../../lib/core/index.ts";

const stack = new Stack(new Homelab("kite"), "web");
const service = new Service(stack, "app", { image: "nginx:1" });
declare function route(web: WebEndpoint): void;

test("an endpoint carries its protocol", () => {
  expectTypeOf(service.endpoint("sql", "postgres", 5432)).toExtend<Address<"postgres">>();
  expectTypeOf(service.endpoint("sql", "postgres", 5432)).not.toExtend<Address<"redis">>();
});

test("only a web endpoint can be routed", () => {
  route(service.web(80));
  // @ts-expect-error a database endpoint is no web endpoint
  route(service.endpoint("sql", "postgres", 5432));
  // @ts-expect-error nor is a bare http endpoint, which knows of no routes
  route(service.endpoint("web", "http", 80));
});

test("a secret is no string", () => {
  const secret = Secret.generated(stack, "token");
  // @ts-expect-error an image is a plain string
  new Service(stack, "b", { image: text`nginx:${secret}` });
  new Service(stack, "c", { image: "nginx:1", environment: { TOKEN_FILE: secret.file() } });
});

test("keys that cannot reach both targets are no properties", () => {
  // @ts-expect-error Pulumi's provider has no counterpart
  new Service(stack, "d", { image: "nginx:1", memSwappiness: 10 });
  expectTypeOf<ServiceProps>().not.toHaveProperty("links");
});
