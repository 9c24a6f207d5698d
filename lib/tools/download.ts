import { connect } from "node:net";

/** Milliseconds that one download of a tool may take: 100 MB over a slow line. */
export const LIMIT = 600_000;

/** Whether a host takes connections for HTTPS within five seconds. Behind a proxy only trying tells: then it is said to. */
export function answers(host: string): Promise<boolean> {
  if (process.env["HTTPS_PROXY"] || process.env["https_proxy"]) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: 5_000 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}
