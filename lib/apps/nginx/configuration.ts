import { type ForwardAuth, identityHeaders, type SecretFile, Text, text, type Value } from "../../core/index.ts";
import { type Routed, tunnelPort } from "../proxy-server.ts";

/** Where it says that it is well. */
export const healthPort = 8081;

/** A way in, by which every route is reached. */
export type Entry =
  /** From outside, by TLS; `port` is the host's. */
  | { readonly kind: "https"; readonly port: number; readonly certificate: SecretFile; readonly key: SecretFile }
  /** From a tunnel, which has spoken TLS with the visitor. */
  | { readonly kind: "tunnel" };

/** Lines of a block, a level deeper. */
type Lines = readonly Value[];

const block = (head: Value, lines: Lines): Lines => [text`${head} {`, ...lines.map((line) => text`    ${line}`), "}"];

/** conf.d/default.conf: all that nginx leads anywhere. Called when all routes are known. */
export function configuration(given: readonly Routed[], entries: readonly Entry[]): Text {
  const routes = given.toSorted((a, b) => (a.route.host < b.route.host ? -1 : 1));
  const lines = [
    ...general,
    ...block("server", [`listen 127.0.0.1:${healthPort};`, "access_log off;", "return 200;"]),
    ...entries.flatMap((entry) => [
      ...elsewhere(entry),
      ...routes.flatMap((routed) => block("server", serverOf(routed, entry))),
    ]),
  ];
  return new Text(lines.flatMap((line) => [...Text.of(line).parts, "\n"]));
}

/** nginx' own limits would end every large upload and every quiet connection. */
const general: Lines = [
  "server_tokens off;",
  "server_names_hash_bucket_size 256;",
  "client_max_body_size 0;",
  "client_body_timeout 1h;",
  "send_timeout 1h;",
  "proxy_read_timeout 1h;",
  "proxy_send_timeout 1h;",
  "proxy_request_buffering off;",
  "proxy_buffering off;",
  "proxy_http_version 1.1;",
  // No certificate that a container can have is valid for its name on the private network.
  "proxy_ssl_verify off;",
  // The engine's name server: an app that is not there yet, or gets another address, is found as requests come in.
  "resolver 127.0.0.11 valid=10s;",
  "map $http_upgrade $connection_upgrade {",
  "    default upgrade;",
  '    "" "";',
  "}",
];

/** What is asked for under no name that is routed, and plain HTTP. */
function elsewhere(entry: Entry): Lines {
  if (entry.kind === "tunnel")
    return block("server", [`listen ${tunnelPort} default_server;`, "server_name _;", "return 404;"]);
  const port = entry.port === 443 ? "" : `:${entry.port}`;
  return [
    text`ssl_certificate ${entry.certificate};`,
    text`ssl_certificate_key ${entry.key};`,
    "ssl_protocols TLSv1.2 TLSv1.3;",
    ...block("server", ["listen 80 default_server;", "server_name _;", `return 301 https://$host${port}$request_uri;`]),
    ...block("server", ["listen 443 ssl default_server;", "http2 on;", "server_name _;", "return 404;"]),
  ];
}

function serverOf({ route, web }: Routed, entry: Entry): Lines {
  const { host, auth } = route;
  const guard: Lines =
    auth?.kind === "basic" ? ['auth_basic "who are you";', text`auth_basic_user_file ${auth.users.file()};`] : [];
  const forward = auth?.kind === "forward" ? auth.provider.forward : undefined;
  return [
    ...(entry.kind === "https" ? ["listen 443 ssl;", "http2 on;"] : [`listen ${tunnelPort};`, ...trusted]),
    `server_name ${host};`,
    text`set $app ${web.unorderedUrl};`,
    ...(forward ? asking(forward, host, entry) : []),
    ...block("location /", [
      ...guard,
      ...(forward ? asked(forward) : []),
      ...told(entry, { ...(auth?.kind === "basic" && { Authorization: '""' }), ...(forward && identity(forward)) }),
      ...answers,
      // Without a path of its own: the app gets the one that was asked for, encoded slashes and all.
      "proxy_pass $app;",
    ]),
  ];
}

/**
 * Whose word about the visitor's address is taken where a tunnel hands over: the private networks (RFC 1918, RFC 4193), since
 * the tunnel's own address is not known beforehand.
 */
const trusted: Lines = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].map((range) => `set_real_ip_from ${range};`),
  "real_ip_header X-Forwarded-For;",
  "real_ip_recursive on;",
];

type Headers = Readonly<Record<string, string>>;

/** What is told of a request: by nginx, not by the visitor, who says by no header who they are. */
function told(entry: Entry, more: Headers = {}): Lines {
  const all: Headers = {
    Host: "$http_host",
    Upgrade: "$http_upgrade",
    Connection: "$connection_upgrade",
    "X-Real-IP": "$remote_addr",
    "X-Forwarded-For": "$remote_addr",
    "X-Forwarded-Host": "$http_host",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": `${entry.kind === "https" ? entry.port : 443}`,
    ...Object.fromEntries([...identityHeaders, ...others].map((name) => [name, '""'])),
    ...more,
  };
  return Object.entries(all).map(([name, value]) => `proxy_set_header ${name} ${value};`);
}

/** What visitors may not say either, since some app believes it. */
const others = ["Forwarded", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Forwarded-Method"];

const answers: Lines = [
  "proxy_hide_header Strict-Transport-Security;",
  "proxy_hide_header X-Content-Type-Options;",
  'add_header Strict-Transport-Security "max-age=31536000" always;',
  "add_header X-Content-Type-Options nosniff always;",
];

/** The provider, its own pages on the guarded name, to which people come back after signing in, and the way there. */
function asking({ endpoint, prefix, check, signIn }: ForwardAuth, host: string, entry: Entry): Lines {
  return [
    text`set $provider ${endpoint.unorderedUrl};`,
    // What it says of who somebody is can be longer than nginx takes by default (authentik, server_nginx).
    "proxy_buffer_size 32k;",
    "proxy_buffers 8 16k;",
    ...block(`location = ${prefix}${check.nginx}`, [
      "internal;",
      // It judges by what is forwarded, and that is this route's own, whatever the visitor claims.
      ...told(entry, {
        Host: host,
        "X-Forwarded-Host": host,
        "X-Forwarded-Uri": "$request_uri",
        "X-Forwarded-Method": "$request_method",
        "X-Original-URL": `https://${host}$request_uri`,
        "Content-Length": '""',
      }),
      "proxy_pass_request_body off;",
      `proxy_pass $provider${prefix}${check.nginx};`,
    ]),
    ...block(`location ${prefix}/`, [...told(entry), ...answers, "proxy_pass $provider;"]),
    ...block("location @sign-in", ["internal;", `return 302 ${prefix}${signIn}?rd=https://$http_host$request_uri;`]),
  ];
}

/** What is asked before the app is reached. */
function asked({ prefix, check, headers }: ForwardAuth): Lines {
  return [
    `auth_request ${prefix}${check.nginx};`,
    "error_page 401 = @sign-in;",
    "auth_request_set $told_cookie $upstream_http_set_cookie;",
    "add_header Set-Cookie $told_cookie;",
    ...headers.map((name) => `auth_request_set $told_${word(name)} $upstream_http_${word(name)};`),
  ];
}

/** Who the provider says it is. A name in another case is the same header. */
function identity({ headers }: ForwardAuth): Headers {
  const known = (name: string) => identityHeaders.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name;
  return Object.fromEntries(headers.map((name) => [known(name), `$told_${word(name)}`]));
}

/** A header's name as variables have it. */
function word(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}
