import { deploy } from "homelab-stacks/pulumi";

await deploy();
