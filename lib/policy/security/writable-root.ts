import type { Check } from "../check.ts";

/** One finding a stack, and advice only: what an image writes to cannot be guessed. A copied file needs a writable root. */
export const writableRoot: Check = {
  code: "HL120",
  level: "advice",
  title: "A writable root file system",
  why: "Whoever takes over the app can change its programs until the container is replaced. Many images write to their root, so this is to be tried, not guessed.",
  fix: "try `readOnly: true` with a `tmpfs` for each folder that the app writes to, such as `/tmp`",
  reference: "OWASP Docker Security Cheat Sheet rule 8; CIS Docker Benchmark 5.13",
  covers: ["CL-0007"],
  *find(model) {
    for (const { path, services } of model.stacks) {
      const writable = services.filter((one) => !one.readOnly && one.configs.length + one.secrets.length === 0);
      if (writable.length > 0) yield { path, message: `a writable root: ${writable.map(({ key }) => key).join(", ")}` };
    }
  },
};
