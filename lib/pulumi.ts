// What the Pulumi program beside a definition imports from "homelab-stacks/pulumi".
export { deploy } from "./apply/deploy.ts";
export { demoModel } from "./demo/model.ts";
