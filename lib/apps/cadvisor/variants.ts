import { CAdvisor, SocketProxy } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [
  {
    name: "cadvisor",
    define: (own, beside) => new CAdvisor(own, "cadvisor", { docker: new SocketProxy(beside, "cadvisor-docker") }),
  },
];
