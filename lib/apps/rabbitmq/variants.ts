import { RabbitMQ } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "rabbitmq",
    define: (own) =>
      new RabbitMQ(own, "broker", {
        http: { hostPort: 18672 },
        definitions: { queues: [{ name: "jobs", vhost: "app", durable: true, auto_delete: false, arguments: {} }] },
      }).queue("app"),
  },
];
