import {
  ConditionalService,
  ConfigFile,
  type Element,
  type OidcClient,
  Remembered,
  type Service,
  type ServiceProps,
  text,
  type Value,
  type WebEndpoint,
} from "../core/index.ts";

/** What an app calls the way to sign in, and part of the address to which people come back. */
export const signOnName = "Sign-on";

const script = "/usr/local/bin/sign-on";

/** In what one app differs from another, for the task that enters sign-on in its data. */
export interface AppSignOn extends Pick<ServiceProps, "user" | "volumes" | "tmpfs"> {
  /** The app's pages, once they are declared. */
  readonly web: () => WebEndpoint;
  /** Of the folder `templates/`: a script that enters what `SIGN_ON_CLIENT` and the others say, and without them takes it out. */
  readonly template: string;
  /** The shell that runs it. Default: `sh`. */
  readonly shell?: string;
  /** What it has to know besides. */
  readonly environment?: (client: OidcClient | undefined) => Readonly<Record<string, Value | undefined>>;
}

/**
 * A task for an app that keeps sign-on in its own data: it enters it there each time the app gets healthy, and takes it out once no
 * route asks for it any more. Where no route ever asked for sign-on, there is no such task.
 */
export class SignOnTask extends ConditionalService {
  readonly #app: Service;

  constructor(scope: Element, app: Service, { web, template, shell = "sh", environment, ...own }: AppSignOn) {
    const made = new Remembered(scope, "sign-on", () => (web().oidcClient ? ["client"] : []));
    super(scope, "sign-on", () => web().oidcClient !== undefined || made.gone.length > 0, {
      ...own,
      image: app.props.image,
      oneShot: true,
      entrypoint: [shell, script],
      environment: () => ({ ...variables(web().oidcClient), ...environment?.(web().oidcClient) }),
      configs: [new ConfigFile(scope, "sign-on", { target: script, content: { template, values: {} } })],
      // As a command in its container would be: it finds what the server finds, and locks what the server locks.
      networkMode: { service: app },
      pid: { service: app },
      dependsOn: [{ service: app, condition: "service_healthy" }],
      memLimit: "512m",
    });
    this.#app = app;
  }

  /** Whatever image the app was given: another one could be too old for its data. */
  override get effectiveProps(): ServiceProps {
    const { image, platform } = this.#app.effectiveProps;
    return { ...super.effectiveProps, image, ...(platform !== undefined && { platform }) };
  }
}

function variables(client: OidcClient | undefined): Record<string, Value> {
  if (client === undefined) return {};
  return {
    SIGN_ON_CLIENT: client.id,
    SIGN_ON_SECRET_FILE: client.secret.file(),
    SIGN_ON_DISCOVERY: text`${client.issuer}.well-known/openid-configuration`,
  };
}
