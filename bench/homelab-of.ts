import { Homelab, Secret, Service, Stack, Volume } from "../lib/core/index.ts";

/** A homelab of `count` services, ten to a stack: a database with its volume and password, and nine apps that use it. */
export function homelabOf(count: number): Homelab {
  const homelab = new Homelab("bench", { domain: "example.com" });
  for (let i = 0; i < count / 10; i++) {
    const stack = new Stack(homelab, `stack${i}`);
    const password = Secret.generated(stack, "password");
    const database = new Service(stack, "db", {
      image: "docker.io/library/postgres:17.11",
      healthcheck: { test: ["CMD", "pg_isready"] },
      environment: { POSTGRES_PASSWORD_FILE: password.file() },
      volumes: [{ volume: new Volume(stack, "data", { class: "database" }), target: "/var/lib/postgresql/data" }],
      memLimit: "512m",
    });
    const sql = database.endpoint("sql", "postgres", 5432);
    for (let j = 1; j < 10; j++) {
      new Service(stack, `app${j}`, {
        image: "docker.io/library/nginx:1.30.4",
        environment: { DATABASE: sql.address, PASSWORD_FILE: password.file(), ROLE: "app" },
        healthcheck: { test: ["CMD", "curl", "-fsS", "http://localhost/"] },
        ports: [{ target: 80, published: 1024 + ((i * 10 + j) % 60_000) }],
      });
    }
  }
  return homelab;
}
