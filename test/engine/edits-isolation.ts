import { host, over, type ServiceTable } from "./edits.ts";

/** What the engine keeps it apart with. GPUs are on few machines that run tests. */
export const isolationEdits = {
  usernsMode: [over(host("UsernsMode"), [undefined, ""], ["host", "host"], [undefined, ""])],
  // What an engine does unasked is its own choice.
  cgroup: [over(host("CgroupnsMode"), ["private", "private"], ["host", "host"], ["private", "private"])],
  cgroupParent: [
    over(
      host("CgroupParent"),
      [undefined, ""],
      ["/edits-one", "/edits-one"],
      ["/edits-two", "/edits-two"],
      [undefined, ""],
    ),
  ],
  runtime: [
    over(
      host("Runtime"),
      [undefined, "runc"],
      ["io.containerd.runc.v2", "io.containerd.runc.v2"],
      ["runc", "runc"],
      [undefined, "runc"],
    ),
  ],
} satisfies Partial<ServiceTable>;
