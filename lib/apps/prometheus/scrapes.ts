import { type ConfigData, type Endpoint, type Homelab, Service, text } from "../../core/index.ts";

/** An entry of `scrape_configs` for each endpoint that has metrics, by its service's path. Called when all are known. */
export function scrapesOf(homelab: Homelab): ConfigData[] {
  const services = homelab.node.findAll().filter((construct) => construct instanceof Service);
  const endpoints = services.flatMap((service) => service.endpoints.filter((one) => one.options.metrics));
  return endpoints
    .map((endpoint) => ({ job: jobOf(endpoint), endpoint }))
    .toSorted((a, b) => (a.job < b.job ? -1 : 1))
    .map(({ job, endpoint }) => ({
      job_name: job,
      ...scheme(endpoint),
      metrics_path: endpoint.options.metrics?.path ?? "/metrics",
      static_configs: [{ targets: [addressOf(endpoint)] }],
    }));
}

/** A service's path; with the endpoint's name where it has several. */
function jobOf(endpoint: Endpoint): string {
  const several = endpoint.service.endpoints.filter((one) => one.options.metrics).length > 1;
  return several ? `${endpoint.service.path}/${endpoint.name}` : endpoint.service.path;
}

/** Whoever is down is told as that: it is waited for by nobody. */
function addressOf(endpoint: Endpoint): ConfigData {
  return text`${endpoint.unorderedHost}:${endpoint.port}`;
}

/** No certificate that a container can have is valid for its name on the private network. */
function scheme({ protocol }: Endpoint): { readonly [key: string]: ConfigData } {
  return protocol === "https" ? { scheme: "https", tls_config: { insecure_skip_verify: true } } : {};
}
