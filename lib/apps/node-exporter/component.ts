import { isIP } from "node:net";
import type { Construct } from "constructs";
import { checkProps, defaultId, Element, Service, shape } from "../../core/index.ts";
import { nodeExporter as image } from "../../images/node-exporter.ts";
import { wget } from "../health.ts";

export interface NodeExporterProps {
  /**
   * The host's address that it listens on. Default: `172.17.0.1`, that of Docker's own bridge, which containers reach and
   * the network outside does not; the engine's `bip` changes it.
   */
  readonly address?: string;
  /** Default: 9100. */
  readonly port?: number;
}

const takes = shape.props<NodeExporterProps>({ address: shape.text, port: shape.whole(1, 65535) });

/** The host's figures: processors, memory, disks, network. They need the host's own network, processes and folders, to read. */
export class NodeExporter extends Element {
  readonly service: Service;

  constructor(scope: Construct, id: string, props: NodeExporterProps = {}) {
    super(scope, id);
    const { address = "172.17.0.1", port = 9100 } = checkProps(this, props, takes);
    if (isIP(address) === 0) {
      this.report({
        code: "HL078",
        message: `the address ${JSON.stringify(address)} is no IP address`,
        fix: "give an address of the Docker host, such as 172.17.0.1",
      });
    }
    const host = address.includes(":") ? `[${address}]` : address;
    this.service = new Service(this, defaultId, {
      image: image.pinned,
      command: ["--path.rootfs=/host", `--web.listen-address=${host}:${port}`],
      networkMode: "host",
      pid: "host",
      volumes: [{ bind: "/", target: "/host", readOnly: true }],
      readOnly: true,
      healthcheck: wget(`http://${host}:${port}/`, { startPeriod: "10s" }),
      memLimit: "128m",
    });
    this.service.endpoint("metrics", "http", port, { host, metrics: {} });
    this.acknowledge("HL100", "it asks file systems for their size, as a user to whom the engine's socket is closed");
    this.acknowledge("HL107", "the host's network figures are those of the host's network; it listens on one address");
    this.acknowledge("HL108", "the host's mounts are listed by its first process");
  }
}
