import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { exec } from "../../lib/system/exec.ts";
import { engine } from "./engine.ts";
import { program } from "./program.ts";

/** This engine by TCP and TLS, on the loopback address; it serves nobody without a certificate of its authority. */
export class TlsEndpoint {
  /** `tcp://127.0.0.1:40123`. */
  readonly host: string;
  /** A folder with `ca.pem`, `cert.pem` and `key.pem`, as Docker wants them. */
  readonly certPath: string;
  readonly #server: Server;
  readonly #open: Set<Socket>;

  private constructor(host: string, certPath: string, server: Server, open: Set<Socket>) {
    this.host = host;
    this.certPath = certPath;
    this.#server = server;
    this.#open = open;
  }

  static async start(): Promise<TlsEndpoint> {
    const folder = await mkdtemp(join(tmpdir(), "homelab-tls-"));
    await certificates(folder);
    const read = (name: string) => readFile(join(folder, name));
    const socket = (await engine.docker(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])).trim();
    const [ca, cert, key] = [await read("ca.pem"), await read("server.pem"), await read("server-key.pem")];
    const open = new Set<Socket>();
    const options = { ca, cert, key, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true };
    const server = createServer(options, (client) => {
      const inner = createConnection({ path: socket.replace("unix://", ""), allowHalfOpen: true });
      for (const [one, other] of [
        [client, inner],
        [inner, client],
      ] as const) {
        open.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy()).on("close", () => open.delete(one));
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return new TlsEndpoint(`tcp://127.0.0.1:${port}`, folder, server, open);
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await rm(this.certPath, { recursive: true, force: true });
  }
}

/** An authority, and with it a certificate for the server and one for the client. */
async function certificates(folder: string): Promise<void> {
  const command = await program("openssl", "openssl");
  const openssl = (args: readonly string[]) => exec(command, args, { cwd: folder });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  const lasting = ["-days", "2"];
  const authority = ["-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=homelab test"];
  await openssl(["req", "-x509", ...curve, ...lasting, ...authority]);
  const sign = async (key: string, out: string, extensions: string) => {
    await writeFile(join(folder, "extensions"), extensions);
    await openssl(["req", ...curve, "-keyout", key, "-out", "request.pem", "-subj", "/CN=homelab"]);
    const by = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-extfile", "extensions"];
    await openssl(["x509", "-req", "-in", "request.pem", ...by, ...lasting, "-out", out]);
  };
  await sign("server-key.pem", "server.pem", "subjectAltName = IP:127.0.0.1\nextendedKeyUsage = serverAuth\n");
  await sign("key.pem", "cert.pem", "extendedKeyUsage = clientAuth\n");
}
