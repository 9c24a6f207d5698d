import type { ServiceModel } from "../model/index.ts";

/** Ports on which databases, caches and engines listen, by what does. */
const known: Readonly<Record<number, string>> = {
  1433: "SQL Server",
  1521: "Oracle",
  2375: "Docker",
  2376: "Docker",
  2379: "etcd",
  2380: "etcd",
  3306: "MySQL",
  5432: "PostgreSQL",
  5984: "CouchDB",
  6379: "Redis",
  9042: "Cassandra",
  9200: "Elasticsearch",
  9300: "Elasticsearch",
  11211: "memcached",
  27017: "MongoDB",
  33060: "MySQL",
};

const protocols: Readonly<Record<string, string>> = { postgres: "PostgreSQL", mysql: "MySQL", redis: "Redis" };

/** What serves data or administration at a container's port, as far as its number or its endpoint tells. */
export function databaseAt({ endpoints }: ServiceModel, port: number): string | undefined {
  const protocol = endpoints.find((one) => one.port === port && Object.hasOwn(protocols, one.protocol))?.protocol;
  return protocol === undefined ? known[port] : protocols[protocol];
}

/** Whether a service is a database or a cache. */
export function servesData({ endpoints }: ServiceModel): boolean {
  return endpoints.some(({ protocol }) => Object.hasOwn(protocols, protocol));
}

/** Whether an address of the host is reached from the host alone. */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
