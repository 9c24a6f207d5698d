import { deploy } from "homelab-stacks/pulumi";
import homelab from "./homelab.ts";

await deploy(homelab);
