import { Secret } from "../../core/index.ts";
import { Registry } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "registry",
    define: (own) => {
      const users = Secret.provided(own, "users", { description: "lines of `htpasswd -nB`" });
      return new Registry(own, "registry", { http: { hostPort: 18500 }, users });
    },
    // `kim`, whose password is "only for this test".
    provided: { USERS: "kim:$2y$05$abcdefghijklmnopqrstuubyNe9wMd5jVXU5IcsF4WSt4zL9IRFXS" },
  },
  {
    name: "registry-proxy",
    define: (own, beside) =>
      new Registry(own, "cache", {
        http: { hostPort: 18501 },
        proxy: { url: new Registry(beside, "origin", { http: { hostPort: 18502 } }).web.url },
      }),
  },
];
