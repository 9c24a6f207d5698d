import { Secret } from "../../core/index.ts";
import { Postgres, Vaultwarden } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  { name: "vaultwarden", define: (own) => new Vaultwarden(own, "vault", { http: { hostPort: 18088 } }) },
  {
    name: "vaultwarden-postgres",
    define: (own, beside) =>
      new Vaultwarden(own, "vault", {
        database: new Postgres(beside, "postgres").database("vault"),
        adminToken: Secret.provided(own, "admin-token", { description: "what `vaultwarden hash` prints" }),
        smtp: {
          host: "mail.example.com",
          from: "vault@example.com",
          username: "vault",
          password: Secret.provided(own, "smtp-password"),
        },
      }),
    provided: {
      ADMIN_TOKEN: "$argon2id$v=19$m=65540,t=3,p=4$c2FsdHNhbHRzYWx0$R5X2w9V7pT0l4w2g7QmJm1f0n1Q2c3d4e5f6a7b8c9d",
      SMTP_PASSWORD: "only for this test",
    },
  },
];
