import type { ConfigData } from "../../core/index.ts";
import { tunnelPort } from "../proxy-server.ts";

/** Where certificates and the account lie. */
export const storage = "/acme";

/** What Traefik's static configuration follows from. */
export interface Settings {
  readonly behindTunnel: boolean;
  /** The port of the host that `https` is reached by. */
  readonly httpsPort: number;
  /** The domains of the homelab. */
  readonly names: readonly string[];
  readonly acme?: { readonly email: string; readonly server?: string; readonly dnsProvider?: string };
}

/** traefik.yml. The dashboard and the API are off, and so are HTTP/3, the version check and the statistics. */
export function settings({ behindTunnel, httpsPort, names, acme }: Settings): ConfigData {
  return {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    log: { level: "INFO" },
    ping: { entryPoint: "ping" },
    entryPoints: {
      ping: { address: "127.0.0.1:8080", http: { aliasHeadersStrategy: "delete" } },
      web: {
        address: ":80",
        http: {
          aliasHeadersStrategy: "delete",
          redirections: {
            entryPoint: { to: httpsPort === 443 ? "websecure" : `:${httpsPort}`, scheme: "https", permanent: true },
          },
        },
      },
      websecure: { ...entry(443), http: { ...requests, tls: tls(names, acme) } },
      ...(behindTunnel && {
        tunnel: { ...entry(tunnelPort), http: requests, forwardedHeaders: { trustedIPs: inside } },
      }),
    },
    providers: { file: { filename: "/etc/traefik/routes.yml", watch: false } },
    ...(acme && { certificatesResolvers: { acme: { acme: resolver(acme) } } }),
  };
}

/**
 * Apps read `X_Forwarded_User` as `X-Forwarded-User`: names with other characters are removed, as nginx does it. An
 * encoded slash reaches the app as it is: file names and container registries have them.
 */
const requests = {
  aliasHeadersStrategy: "delete",
  encodedCharacters: {
    allowEncodedSlash: true,
    allowEncodedBackSlash: true,
    allowEncodedNullCharacter: false,
    allowEncodedSemicolon: true,
    allowEncodedPercent: true,
    allowEncodedQuestionMark: true,
    allowEncodedHash: true,
  },
};

/** Traefik's own 60 seconds for a whole request would end every large upload; it sets no limit of size. */
function entry(port: number) {
  return { address: `:${port}`, transport: { respondingTimeouts: { readTimeout: "1h" } } };
}

/**
 * Whose word about the visitor's address is taken where a tunnel hands over: the private networks (RFC 1918, RFC 4193),
 * since the tunnel's own address is not known beforehand. From anywhere else such headers are replaced.
 */
const inside = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

function tls(names: readonly string[], acme: Settings["acme"]) {
  if (!acme) return {};
  const domains = names.map((name) => ({ main: name, sans: [`*.${name}`] }));
  return { certResolver: "acme", ...(acme.dnsProvider !== undefined && { domains }) };
}

function resolver({ email, server, dnsProvider }: NonNullable<Settings["acme"]>) {
  return {
    email,
    storage: `${storage}/acme.json`,
    caServer: server,
    ...(dnsProvider === undefined
      ? { httpChallenge: { entryPoint: "web" } }
      : { dnsChallenge: { provider: dnsProvider } }),
  };
}
