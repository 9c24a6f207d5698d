import { Cloudflared, Homelab, Secret, SocketProxy, Stack } from "homelab-stacks";

// What all files of the definition share: the homelab itself, its way in, and the engine for whoever only looks at it.

export const lab = new Homelab("house", { domain: "example.com", timezone: "Europe/Oslo" });

const edge = new Stack(lab, "house-edge");
export const tunnel = new Cloudflared(edge, "cloudflared", { token: Secret.provided(edge, "tunnel-token") });

export const metrics = new Stack(lab, "house-metrics");
export const docker = new SocketProxy(metrics, "docker");
